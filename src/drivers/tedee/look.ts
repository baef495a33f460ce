import type { DeviceReport } from "#domain/device.ts";
import type { NativeId, Place } from "#domain/ids.ts";
import type { Observation } from "#domain/observation.ts";
import type { Discovery } from "#drivers/driver.ts";
import { failed } from "#drivers/kit/failed.ts";
import { unreadable } from "#drivers/kit/reply.ts";
import { unfound, unseen } from "#drivers/kit/unseen.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { ActivityTeller } from "./activities.ts";
import { asFailed, type Cloud } from "./cloud.ts";
import { type Devices, readDevices, readLock, type TedeeLock } from "./lock-record.ts";
import type { PinBook } from "./pin-book.ts";

/** What looking takes. */
export interface Eyes {
  readonly cloud: Cloud;
  readonly book: PinBook;
  readonly activities: ActivityTeller;
  readonly runtime: Runtime;
}

/** Every lock of the account. */
export async function lookThrough(cloud: Cloud, signal: AbortSignal): Promise<Discovery> {
  const reply = await cloud.devices(signal);
  if (reply.kind !== "answered") return unfound(asFailed(reply));
  const devices = readDevices(reply.body);
  if (devices === undefined) return unfound(unreadable("a list of locks"));
  return { kind: "found", devices: devices.locks.map((lock) => reported(lock, devices)) };
}

/** One lock, the PINs on it, and what happened there since. */
export async function lookAt(
  eyes: Eyes,
  device: NativeId,
  places: readonly Place[],
  signal: AbortSignal,
): Promise<Observation> {
  const { cloud, runtime } = eyes;
  const reply = await cloud.lock(device, signal);
  if (reply.kind === "missing" || reply.kind === "forbidden") return whyNotShown(eyes, device, signal);
  if (reply.kind !== "answered") return unseen(asFailed(reply), undefined, runtime.now());
  const lock = readLock(reply.body);
  if (lock === undefined || lock.id !== device) return unseen(unreadable("a lock"), undefined, runtime.now());
  if (!lock.isConnected) return lookAtOffline(eyes, lock, signal);
  const seen = await lookAtPins(eyes, lock, places, signal);
  // After the PINs: an entry is then told of a place that has been seen.
  if (seen.kind === "seen") await eyes.activities.tell(device, seen.residents, signal);
  return seen;
}

async function lookAtPins(
  { book, runtime }: Eyes,
  { id, report }: TedeeLock,
  places: readonly Place[],
  signal: AbortSignal,
): Promise<Observation> {
  const hidden = { kind: "seen", device: report, residents: [], complete: false } as const;
  // The list is kept where a keypad is: without one nobody is asked for it.
  if (!report.hasKeypad) return { ...hidden, at: runtime.now() };
  const listing = await book.read(id, { places }, signal);
  if (listing.kind === "forbidden") return { ...hidden, at: runtime.now() };
  if (listing.kind !== "listed") return unseen(asFailed(listing), report, runtime.now());
  const { residents, complete, lookedInto } = listing;
  return { kind: "seen", at: runtime.now(), device: report, residents, complete, ...(!complete && { lookedInto }) };
}

/** Which of the two is offline is told by the list of all devices alone. */
async function lookAtOffline({ cloud, runtime }: Eyes, lock: TedeeLock, signal: AbortSignal): Promise<Observation> {
  const reply = lock.bridge === undefined ? undefined : await cloud.devices(signal);
  const devices = reply?.kind === "answered" ? readDevices(reply.body) : undefined;
  const report = reported(lock, devices);
  const what = report.disconnected === "hub_disconnected" ? "The bridge of the lock is" : "The lock is";
  const detail = lock.bridge === undefined ? "No bridge is paired with the lock." : `${what} offline.`;
  return unseen(failed("unreachable", detail), report, runtime.now());
}

/** The list of the account's devices has the last word on whether the lock is no longer ours. */
async function whyNotShown({ cloud, runtime }: Eyes, device: NativeId, signal: AbortSignal): Promise<Observation> {
  const reply = await cloud.devices(signal);
  if (reply.kind !== "answered") return unseen(asFailed(reply), undefined, runtime.now());
  const devices = readDevices(reply.body);
  if (devices === undefined) return unseen(unreadable("a list of locks"), undefined, runtime.now());
  const lock = devices.locks.find(({ id }) => id === device);
  if (lock === undefined) return { kind: "gone", at: runtime.now() };
  const trouble = failed("provider", "The provider lists the lock and does not show it to this account.");
  return unseen(trouble, reported(lock, devices), runtime.now());
}

function reported({ isConnected, bridge, report }: TedeeLock, devices: Devices | undefined): DeviceReport {
  if (isConnected) return report;
  const isHub = bridge !== undefined && devices?.bridges.get(bridge)?.isConnected === false;
  return { ...report, disconnected: isHub ? "hub_disconnected" : "device_disconnected" };
}
