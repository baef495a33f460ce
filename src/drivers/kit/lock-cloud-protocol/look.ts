import type { DeviceReport, Disconnection } from "#domain/device.ts";
import type { NativeId } from "#domain/ids.ts";
import type { Observation } from "#domain/observation.ts";
import type { Outcome } from "#domain/step.ts";
import type { Discovery } from "#drivers/driver.ts";
import { type Failed, failed, refused } from "#drivers/kit/failed.ts";
import { unreadable, asFailed as usualFailure } from "#drivers/kit/reply.ts";
import { unfound, unseen } from "#drivers/kit/unseen.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Cloud, Reply } from "./cloud.ts";
import { readAccount } from "./conditions.ts";
import { type CloudDevice, readDevice, readDevices, readListing, reported } from "./wire.ts";

/** Every device of the account. */
export async function lookThrough(cloud: Cloud, runtime: Runtime, signal: AbortSignal): Promise<Discovery> {
  const reply = await cloud.devices(signal);
  if (reply.kind !== "answered") return unfound(asFailed(reply));
  const listed = readDevices(reply.body, runtime.now(), cloud.make);
  if (listed === undefined) return unfound(unreadable("a list of locks"));
  const devices: CloudDevice[] = [];
  for (const device of listed) {
    const full = device.online === undefined ? await fullForm(cloud, runtime, device.id, signal) : device;
    if (full !== undefined && "kind" in full) return unfound(full);
    if (full !== undefined) devices.push(full);
  }
  const deadBridges = new Set(devices.filter((device) => device.online === false).map((device) => device.id));
  const bridgeIsOffline = (device: CloudDevice) => device.bridge !== undefined && deadBridges.has(device.bridge);
  return {
    kind: "found",
    account: readAccount(reply.body),
    devices: devices.map((device) => reported(device, disconnection(device, bridgeIsOffline(device)))),
  };
}

/** The published listing names locks by id, name and model only; the rest is asked for one by one. */
async function fullForm(
  cloud: Cloud,
  runtime: Runtime,
  id: NativeId,
  signal: AbortSignal,
): Promise<CloudDevice | Failed | undefined> {
  const reply = await cloud.device(id, signal);
  if (reply.kind === "missing") return undefined;
  if (reply.kind !== "answered") return asFailed(reply);
  return readDevice(reply.body, runtime.now(), cloud.make) ?? unreadable("a lock");
}

/** One device and what stands on it. A lock that is offline is not seen, whatever the cloud remembers of it. */
export async function lookAt(cloud: Cloud, runtime: Runtime, id: NativeId, signal: AbortSignal): Promise<Observation> {
  const reply = await cloud.device(id, signal);
  if (reply.kind === "missing") return { kind: "gone", at: runtime.now() };
  if (reply.kind !== "answered") return unseen(asFailed(reply), undefined, runtime.now());
  const device = readDevice(reply.body, runtime.now(), cloud.make);
  if (device === undefined) return unseen(unreadable("a lock"), undefined, runtime.now());
  if (device.online === false) {
    const hub = await isOffline(cloud, runtime, device.bridge, signal);
    return unseen(offline(hub), reported(device, disconnection(device, hub)), runtime.now());
  }
  const report = reported(device, undefined);
  if (report.kind === "hub" || report.capabilities.programsOnlineCodes === undefined) {
    return { kind: "seen", at: runtime.now(), device: report, residents: [], complete: true };
  }
  return lookAtCodes(cloud, runtime, report, signal);
}

async function lookAtCodes(
  cloud: Cloud,
  runtime: Runtime,
  device: DeviceReport,
  signal: AbortSignal,
): Promise<Observation> {
  const reply = await cloud.codes(device.nativeId, signal);
  switch (reply.kind) {
    case "answered": {
      const listing = readListing(reply.body, device.nativeId);
      if (listing === undefined) return unseen(unreadable("a list of codes"), device, runtime.now());
      return { kind: "seen", at: runtime.now(), device, ...listing };
    }
    case "offline": {
      const disconnected = reply.hub ? "hub_disconnected" : "device_disconnected";
      return unseen(offline(reply.hub), { ...device, disconnected }, runtime.now());
    }
    case "refused":
      // The lock has codes that the provider does not list: what stands on it stays unknown.
      return { kind: "seen", at: runtime.now(), device, residents: [], complete: false };
    default:
      return unseen(asFailed(reply), device, runtime.now());
  }
}

async function isOffline(
  cloud: Cloud,
  runtime: Runtime,
  bridge: NativeId | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  if (bridge === undefined) return false;
  const reply = await cloud.device(bridge, signal);
  return reply.kind === "answered" && readDevice(reply.body, runtime.now())?.online === false;
}

function disconnection(device: CloudDevice, bridgeIsOffline: boolean): Disconnection | undefined {
  if (device.online !== false) return undefined;
  return bridgeIsOffline || device.report.kind === "hub" ? "hub_disconnected" : "device_disconnected";
}

/** What any reply but the hoped-for one means for somebody who wanted the answer. */
export function asFailed(reply: Exclude<Reply, { kind: "answered" }>): Failed {
  return reply.kind === "offline" ? offline(reply.hub) : usualFailure(reply);
}

/** What any reply but the hoped-for one makes of a step. */
export function passOn(reply: Exclude<Reply, { kind: "answered" }>): Outcome {
  return reply.kind === "refused" ? refused(reply.because, reply.detail) : asFailed(reply);
}

export function offline(hub: boolean): Failed {
  return failed("unreachable", hub ? "The bridge of the lock is offline." : "The lock is offline.");
}
