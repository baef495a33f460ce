import type { DeviceReport, Disconnection } from "#domain/device.ts";
import type { NativeId } from "#domain/ids.ts";
import type { Observation } from "#domain/observation.ts";
import type { Discovery } from "#drivers/driver.ts";
import { type Failed, failed } from "#drivers/kit/failed.ts";
import { asFailed, unreadable } from "#drivers/kit/reply.ts";
import { unfound, unseen } from "#drivers/kit/unseen.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Cloud } from "./cloud.ts";
import { type ListedLock, type LockInfo, readGateway, readHome, readInfo, reportOf } from "./devices.ts";
import type { RecordTeller } from "./records.ts";
import { type Listing, readListing, residentsOf } from "./wire.ts";

/** A lock, and which of the two is offline where it cannot be reached. */
export interface Reached {
  readonly info: LockInfo;
  readonly disconnected: Disconnection | undefined;
}

/** Every lock of the account. */
export async function lookThrough(cloud: Cloud, signal: AbortSignal): Promise<Discovery> {
  const locks = await home(cloud, signal);
  if ("kind" in locks) return unfound(locks);
  const devices: DeviceReport[] = [];
  for (const lock of locks) {
    const reached = await reach(cloud, lock.id, signal);
    if ("kind" in reached) return unfound(reached);
    devices.push(reportOf(lock, reached.info, reached.disconnected));
  }
  return { kind: "found", devices };
}

/** One lock, its codes, and what happened there. What the cloud remembers of a lock out of reach is no look at it. */
export async function lookAt(
  cloud: Cloud,
  runtime: Runtime,
  device: NativeId,
  records: RecordTeller,
  signal: AbortSignal,
): Promise<Observation> {
  const locks = await home(cloud, signal);
  if ("kind" in locks) return unseen(locks, undefined, runtime.now());
  const listed = locks.find(({ id }) => id === device);
  if (listed === undefined) return { kind: "gone", at: runtime.now() };
  const reached = await reach(cloud, device, signal);
  if ("kind" in reached) return unseen(reached, undefined, runtime.now());
  const { info, disconnected } = reached;
  const report = reportOf(listed, info, disconnected);
  if (disconnected !== undefined) return unseen(offline(disconnected), report, runtime.now());
  const listing = await codesOf(cloud, device, signal);
  if ("kind" in listing) return unseen(listing, report, runtime.now());
  await records.tell(cloud, device, signal);
  const residents = residentsOf(listing);
  return { kind: "seen", at: runtime.now(), device: report, residents, complete: listing.complete };
}

/** The codes on record for one lock. */
export async function codesOf(cloud: Cloud, device: NativeId, signal: AbortSignal): Promise<Listing | Failed> {
  const reply = await cloud.ask("/openapi/lock/v1/pwd", { uuid: device }, signal);
  if (reply.kind !== "answered") return asFailed(reply);
  return readListing(reply.body) ?? unreadable("a list of codes");
}

/** Whether a lock can be reached. One without a gateway cannot be told anything, and is no failure for that. */
export async function reach(cloud: Cloud, device: NativeId, signal: AbortSignal): Promise<Reached | Failed> {
  const reply = await cloud.ask("/openapi/lock/v1/info", { uuid: device, with_keypad: "1" }, signal);
  if (reply.kind !== "answered") return asFailed(reply);
  const info = readInfo(reply.body, device);
  if (info === undefined) return unreadable("a lock");
  if (info.gateway === undefined) return { info, disconnected: undefined };
  const shown = await cloud.ask("/openapi/gateway/v1/info", { uuid: info.gateway }, signal);
  // A gateway that was taken out of the account connects nothing.
  if (shown.kind === "missing") return { info, disconnected: "hub_disconnected" };
  if (shown.kind !== "answered") return asFailed(shown);
  const isConnected = readGateway(shown.body);
  if (isConnected === undefined) return unreadable("a gateway");
  if (!isConnected) return { info, disconnected: "hub_disconnected" };
  return { info, disconnected: info.online ? undefined : "device_disconnected" };
}

export function offline(disconnected: Disconnection): Failed {
  const what = disconnected === "hub_disconnected" ? "The gateway of the lock" : "The lock";
  return failed("unreachable", `${what} is offline.`);
}

async function home(cloud: Cloud, signal: AbortSignal): Promise<readonly ListedLock[] | Failed> {
  const reply = await cloud.home(signal);
  if (reply.kind !== "answered") return asFailed(reply);
  return readHome(reply.body) ?? unreadable("a list of devices");
}
