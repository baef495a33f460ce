import type { DeviceReport, Disconnection } from "#domain/device.ts";
import type { NativeId } from "#domain/ids.ts";
import type { Observation } from "#domain/observation.ts";
import type { Discovery } from "#drivers/driver.ts";
import { type Failed, failed } from "#drivers/kit/failed.ts";
import { noCodes } from "#drivers/kit/no-codes.ts";
import { placeOf } from "#drivers/kit/numbered-slots.ts";
import { asFailed, unreadable } from "#drivers/kit/reply.ts";
import { unfound, unseen } from "#drivers/kit/unseen.ts";
import { field, number, type Untrusted } from "#drivers/kit/untrusted.ts";
import { type Book, readBook, residentsOf } from "./book.ts";
import { lockCapabilities } from "./capabilities.ts";
import type { Site, Way } from "./site.ts";
import { attribute, type ListedDevice, readDevice, readDevices, readHealth, readStatus, readZone } from "./wire.ts";

/** More pages than any account has. */
const mostPages = 100;

/** One lock as SmartThings shows it. */
export interface Lock {
  readonly device: ListedDevice;
  readonly status: Untrusted;
  readonly book: Book | undefined;
  /** Why it cannot be reached; what the status says is then what it said last. */
  readonly disconnected: Disconnection | undefined;
}

/** Every lock and hub of the account; its lamps and televisions are none of ours. */
export async function lookThrough(site: Way): Promise<Discovery> {
  const listed = await everyDevice(site);
  if ("kind" in listed) return unfound(listed);
  const devices: DeviceReport[] = [];
  const zones = new Map<string, string | undefined>();
  for (const device of listed) {
    if (device.kind === "other") continue;
    const report = device.kind === "hub" ? await reportHub(site, device) : await reportListed(site, device, zones);
    if (report.kind === "failed") return unfound(report);
    devices.push(report);
  }
  return { kind: "found", devices };
}

async function everyDevice({ cloud, signal }: Way): Promise<readonly ListedDevice[] | Failed> {
  const all: ListedDevice[] = [];
  let next: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const reply = await cloud.devices(next, signal);
    if (reply.kind !== "answered") return asFailed(reply);
    const read = readDevices(reply.body);
    if (read === undefined) return unreadable("a list of devices");
    all.push(...read.devices);
    next = read.next;
    if (next === undefined) return all;
  }
  return failed("provider", "The provider's list of devices has no end.");
}

async function reportHub(site: Way, device: ListedDevice): Promise<DeviceReport | Failed> {
  const health = await healthOf(site, device.id);
  if (typeof health === "object") return health;
  const { id: nativeId, name, model: modelName, manufacturer } = device;
  return {
    nativeId,
    kind: "hub",
    deviceType: "hub",
    name,
    modelName,
    manufacturer,
    disconnected: health === "offline" ? "hub_disconnected" : undefined,
    batteryLevel: undefined,
    locked: undefined,
    doorOpen: undefined,
    timeZone: undefined,
    clockErrorMs: undefined,
    hasKeypad: false,
    capabilities: noCodes,
  };
}

async function reportListed(
  site: Way,
  device: ListedDevice,
  zones: Map<string, string | undefined>,
): Promise<DeviceReport | Failed> {
  const lock = await lookInto(site, device);
  if ("kind" in lock) return lock;
  const { location } = device;
  if (location !== undefined && !zones.has(location)) zones.set(location, await zoneOf(site, device));
  return reportOf(lock, location === undefined ? undefined : zones.get(location));
}

/**
 * One device and what stands on it. A lock that is offline is not seen, whatever SmartThings remembers of it. `heed`
 * is handed a lock that is seen.
 */
export async function lookAt(site: Site, heed: (lock: Lock) => Promise<void>): Promise<Observation> {
  const { runtime } = site;
  const device = await listedAs(site);
  if (device === "gone") return { kind: "gone", at: runtime.now() };
  if (device.kind === "failed") return unseen(device, undefined, runtime.now());
  if (device.kind === "hub") {
    const report = await reportHub(site, device);
    if (report.kind === "failed") return unseen(report, undefined, runtime.now());
    return report.disconnected === undefined
      ? { kind: "seen", at: runtime.now(), device: report, residents: [], complete: true }
      : unseen(offline(report.disconnected), report, runtime.now());
  }
  const lock = await lookInto(site, device);
  if ("kind" in lock) return unseen(lock, undefined, runtime.now());
  const report = reportOf(lock, await zoneOf(site, device));
  if (lock.disconnected !== undefined) return unseen(offline(lock.disconnected), report, runtime.now());
  await heed(lock);
  const { book } = lock;
  if (book === undefined) return { kind: "seen", at: runtime.now(), device: report, residents: [], complete: true };
  const { complete, free } = book;
  return {
    kind: "seen",
    at: runtime.now(),
    device: report,
    residents: residentsOf(book),
    complete,
    free: free?.map(placeOf),
  };
}

/** The lock that a step is about, where it can be reached. */
export async function reach(site: Site): Promise<Lock | Failed> {
  const device = await listedAs(site);
  const lock = device === "gone" || device.kind === "failed" ? device : await lookInto(site, device);
  if (lock === "gone") return failed("provider", "The provider does not know this lock.");
  if ("kind" in lock) return lock;
  return lock.disconnected === undefined ? lock : offline(lock.disconnected);
}

/** What a lock's attributes say now. */
export async function statusOf({ cloud, id, signal }: Site): Promise<{ readonly status: Untrusted } | Failed> {
  const reply = await cloud.status(id, signal);
  if (reply.kind !== "answered") return asFailed(reply);
  const status = readStatus(reply.body);
  return status === undefined ? unreadable("a status") : { status };
}

async function listedAs({ cloud, id, signal }: Site): Promise<ListedDevice | Failed | "gone"> {
  const reply = await cloud.device(id, signal);
  if (reply.kind === "missing") return "gone";
  if (reply.kind !== "answered") return asFailed(reply);
  const device = readDevice(reply.body);
  return device === undefined || device.id !== id ? unreadable("a device") : device;
}

async function lookInto(way: Way, device: ListedDevice): Promise<Lock | Failed> {
  const health = await healthOf(way, device.id);
  if (typeof health === "object") return health;
  const read = await statusOf({ ...way, id: device.id });
  if ("kind" in read) return read;
  const { status } = read;
  const lock = { device, status, book: readBook(status, device) };
  if (health !== "offline") return { ...lock, disconnected: undefined };
  // That a hub takes its devices along is not documented: its own health says whose trouble it is.
  const hub = device.hub === undefined ? "unknown" : await healthOf(way, device.hub);
  if (typeof hub === "object") return hub;
  return { ...lock, disconnected: hub === "offline" ? "hub_disconnected" : "device_disconnected" };
}

/** A device without a health of its own is taken for connected, as SmartThings' own SDK does (8.5.3). */
async function healthOf({ cloud, signal }: Way, id: NativeId): Promise<"online" | "offline" | "unknown" | Failed> {
  const reply = await cloud.health(id, signal);
  if (reply.kind === "missing") return "unknown";
  if (reply.kind !== "answered") return asFailed(reply);
  return readHealth(reply.body) ?? unreadable("a health");
}

/** The zone is the location's. Whoever signed in may have kept locations from us: then it is not known. */
async function zoneOf({ cloud, signal }: Way, { location }: ListedDevice): Promise<string | undefined> {
  if (location === undefined) return undefined;
  const reply = await cloud.location(location, signal);
  return reply.kind === "answered" ? readZone(reply.body) : undefined;
}

function reportOf({ device, status, book, disconnected }: Lock, timeZone: string | undefined): DeviceReport {
  const battery = number(attribute(status, "battery", "battery"), "value");
  const bolt = field(attribute(status, "lock", "lock"), "value");
  return {
    nativeId: device.id,
    kind: "lock",
    deviceType: "smartthings_lock",
    name: device.name,
    modelName: device.model,
    manufacturer: device.manufacturer,
    disconnected,
    batteryLevel: battery === undefined ? undefined : Math.min(Math.max(battery, 0), 100) / 100,
    locked: bolt === "locked" ? true : bolt === "unlocked" || bolt === "unlocked with timeout" ? false : undefined,
    doorOpen: undefined,
    timeZone,
    clockErrorMs: undefined,
    hasKeypad: book !== undefined,
    capabilities: lockCapabilities(book),
  };
}

function offline(because: Disconnection): Failed {
  return failed("unreachable", because === "hub_disconnected" ? "The hub is offline." : "The lock is offline.");
}
