import type { DeviceReport } from "#domain/device.ts";
import type { NativeId } from "#domain/ids.ts";
import type { Observation } from "#domain/observation.ts";
import type { Discovery } from "#drivers/driver.ts";
import { type Failed, failed } from "#drivers/kit/failed.ts";
import { asFailed, type Reply, unreadable } from "#drivers/kit/reply.ts";
import { unfound, unseen } from "#drivers/kit/unseen.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Cloud } from "./cloud.ts";
import { readLock, readLocks } from "./lock-record.ts";
import type { Orders } from "./orders.ts";
import { type Listing, readCodes } from "./wire.ts";

/** One account, and what its connection remembers. */
export interface Site {
  readonly runtime: Runtime;
  readonly cloud: Cloud;
  readonly orders: Orders;
}

/** Every lock of the account. */
export async function lookThrough({ cloud }: Site, signal: AbortSignal): Promise<Discovery> {
  const reply = await cloud.locks(signal);
  if (reply.kind !== "answered") return unfound(asFailed(reply));
  const devices = readLocks(reply.body);
  return devices === undefined ? unfound(unreadable("a list of locks")) : { kind: "found", devices };
}

/** One lock and the codes on it. What the server remembers of a lock that is offline is not taken for a look at it. */
export async function lookAt(site: Site, device: NativeId, signal: AbortSignal): Promise<Observation> {
  const { now } = site.runtime;
  const lock = await reached(site, device, signal);
  if (lock === "gone") return { kind: "gone", at: now() };
  if ("because" in lock) return unseen(lock, undefined, now());
  if (lock.disconnected !== undefined) return unseen(offline(), lock, now());
  const listing = await listed(site, device, signal);
  if ("kind" in listing) return unseen(asFailed(listing), lock, now());
  return { kind: "seen", at: now(), device: lock, ...listing };
}

/**
 * The lock, or `gone`: the account has it no more. An address that is not there is as likely a proxy's, so that the
 * account's list has the last word.
 */
export async function reached(
  { cloud }: Site,
  device: NativeId,
  signal: AbortSignal,
): Promise<DeviceReport | "gone" | Failed> {
  const reply = await cloud.lock(device, signal);
  if (reply.kind === "answered") {
    const lock = readLock(reply.body);
    return lock?.nativeId === device ? lock : unreadable("a lock");
  }
  if (reply.kind !== "missing") return asFailed(reply);
  const all = await cloud.locks(signal);
  if (all.kind !== "answered") return asFailed(all);
  const locks = readLocks(all.body);
  if (locks === undefined) return unreadable("a list of locks");
  return locks.some(({ nativeId }) => nativeId === device) ? asFailed(reply) : "gone";
}

/** The codes that the server has for one lock. */
export async function listed(
  { cloud, orders }: Site,
  device: NativeId,
  signal: AbortSignal,
): Promise<Listing | Exclude<Reply, { kind: "answered" }>> {
  const reply = await cloud.codes(device, signal);
  if (reply.kind !== "answered") return reply;
  const listing = readCodes(reply.body, device);
  if (listing === undefined) return unreadable("a list of codes");
  orders.settle(device, listing.residents);
  return listing;
}

export function offline(): Failed {
  return failed("unreachable", "The lock is offline.");
}
