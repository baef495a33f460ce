import type { DeviceReport } from "#domain/device.ts";
import type { NativeId } from "#domain/ids.ts";
import type { Observation } from "#domain/observation.ts";
import type { Discovery } from "#drivers/driver.ts";
import type { Failed } from "#drivers/kit/failed.ts";
import { placeOf } from "#drivers/kit/numbered-slots.ts";
import { asFailed, unreadable } from "#drivers/kit/reply.ts";
import { unfound, unseen } from "#drivers/kit/unseen.ts";
import { field } from "#drivers/kit/untrusted.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { type Book, readBook, residentsOf } from "./book.ts";
import { lockCapabilities } from "./capabilities.ts";
import type { Hub } from "./hub.ts";
import { type HubDevice, numberIn, readDevice, readDevices, readIds } from "./wire.ts";

/** The way to a hub. */
export interface Way {
  readonly hub: Hub;
  readonly runtime: Runtime;
  readonly signal: AbortSignal;
}

/** One lock there. */
export interface Site extends Way {
  readonly id: NativeId;
}

export interface Lock {
  readonly device: HubDevice;
  readonly book: Book | undefined;
}

/** Every lock of the instance; the hub's lamps and keypads without a bolt are none of ours. */
export async function lookThrough({ hub, signal }: Way): Promise<Discovery> {
  const reply = await hub.devices(signal);
  if (reply.kind !== "answered") return unfound(asFailed(reply));
  const devices = readDevices(reply.body);
  if (devices === undefined) return unfound(unreadable("a list of devices"));
  return { kind: "found", devices: devices.filter(({ isLock }) => isLock).map((device) => reportOf(lockOf(device))) };
}

/** One lock as the hub has it: that a lock is out of reach it does not tell. `heed` is handed the lock that is seen. */
export async function lookAt(site: Site, heed: (lock: Lock) => Promise<void>): Promise<Observation> {
  const { runtime } = site;
  const lock = await reach(site);
  if (lock === "gone") return { kind: "gone", at: runtime.now() };
  if ("kind" in lock) return unseen(lock, undefined, runtime.now());
  await heed(lock);
  const { book } = lock;
  return {
    kind: "seen",
    at: runtime.now(),
    device: reportOf(lock),
    residents: book === undefined ? [] : residentsOf(book),
    complete: book?.complete ?? true,
    ...(book !== undefined && { free: book.free?.map(placeOf) }),
  };
}

/** The lock that a look or a step is about, or `gone`: whatever an address says that is not there, the list has the last word. */
export async function reach({ hub, id, signal }: Site): Promise<Lock | "gone" | Failed> {
  const reply = await hub.device(id, signal);
  if (reply.kind === "missing") return (await isListed({ hub, id, signal })) ?? asFailed(reply);
  if (reply.kind !== "answered") return asFailed(reply);
  const device = readDevice(reply.body);
  return device === undefined || device.id !== id || !device.isLock ? unreadable("a lock") : lockOf(device);
}

async function isListed({ hub, id, signal }: Omit<Site, "runtime">): Promise<"gone" | Failed | undefined> {
  const reply = await hub.names(signal);
  if (reply.kind !== "answered") return asFailed(reply);
  const ids = readIds(reply.body);
  if (ids === undefined) return unreadable("a list of devices");
  return ids.includes(id) ? undefined : "gone";
}

function lockOf(device: HubDevice): Lock {
  return { device, book: readBook(device) };
}

function reportOf({ device, book }: Lock): DeviceReport {
  const { attributes } = device;
  const battery = numberIn(attributes, "battery");
  const bolt = field(attributes, "lock");
  const door = field(attributes, "contact");
  return {
    nativeId: device.id,
    kind: "lock",
    deviceType: "hubitat_lock",
    name: device.name,
    modelName: device.type,
    manufacturer: "Hubitat",
    disconnected: undefined,
    batteryLevel: battery === undefined ? undefined : Math.min(Math.max(battery, 0), 100) / 100,
    locked: bolt === "locked" ? true : bolt === "unlocked" || bolt === "unlocked with timeout" ? false : undefined,
    doorOpen: door === "open" ? true : door === "closed" ? false : undefined,
    timeZone: undefined,
    clockErrorMs: undefined,
    hasKeypad: book !== undefined,
    capabilities: lockCapabilities(book),
  };
}
