import type { DeviceKind, DeviceReport, Disconnection } from "#domain/device.ts";
import type { NativeId, Place } from "#domain/ids.ts";
import type { Resident } from "#domain/observation.ts";
import { Pin } from "#domain/pin.ts";
import type { IssueStep } from "#domain/step.ts";
import type { Window } from "#domain/window.ts";
import {
  asObject,
  field,
  flag,
  id,
  instant,
  list,
  number,
  text,
  timeZone,
  type Untrusted,
} from "#drivers/kit/untrusted.ts";
import { readCapabilities } from "./capabilities.ts";
import { readConditions } from "./conditions.ts";
import { abilitiesOf, type Make } from "./make.ts";

/** One device as the cloud shows it. */
export interface CloudDevice {
  readonly id: NativeId;
  /** `undefined`: the short form of a listing, which does not say. */
  readonly online: boolean | undefined;
  /** What its bridge is called, where it has one. */
  readonly bridge: NativeId | undefined;
  /** What is said of it; whether it can be reached is for the reader to add. */
  readonly report: Omit<DeviceReport, "disconnected">;
}

/** Every code of one lock. `complete` is false where an entry could not be read. */
export interface Listing {
  readonly residents: readonly Resident[];
  readonly complete: boolean;
}

/** The devices of `GET /locks`; `undefined` where the answer is not such a listing or hides who one of them is. */
export function readDevices(body: unknown, now: number, make?: Make): readonly CloudDevice[] | undefined {
  const entries = list(asObject(body) ?? {}, "locks");
  const devices = entries?.map((entry) => readDevice(entry, now, make));
  return devices?.every((device) => device !== undefined) ? devices : undefined;
}

/** One device; the answer may hold it bare or under `lock`. `make`: whose locks these are, where that is known. */
export function readDevice(body: unknown, now: number, make?: Make): CloudDevice | undefined {
  const outer = asObject(body);
  const device = asObject(outer && field(outer, "lock")) ?? outer;
  const native = device && idOf(device);
  if (device === undefined || native === undefined) return undefined;
  const kind: DeviceKind = ["hub", "bridge"].includes(text(device, "device_type") ?? "") ? "hub" : "lock";
  const extension = asObject(field(device, "capabilities"));
  const ofMake = kind === "lock" ? make : undefined;
  const capabilities = ofMake ? abilitiesOf(ofMake, device) : readCapabilities(extension, kind);
  const hasKeypad = (extension && flag(extension, "has_keypad")) ?? kind === "lock";
  const battery = number(device, "battery_level");
  const deviceTime = instant(device, "device_time");
  const zone = timeZone(device, "timezone");
  return {
    id: native,
    online: flag(device, "online"),
    bridge: id(device, "bridge_id") as NativeId | undefined,
    report: {
      nativeId: native,
      kind,
      deviceType:
        ofMake?.deviceType ??
        (extension && text(extension, "device_type")) ??
        text(device, "device_type") ??
        "smart_lock",
      name: text(device, "name") ?? native,
      modelName: text(device, "device_model") ?? text(device, "model") ?? "unknown",
      manufacturer: make?.manufacturer ?? (extension && text(extension, "manufacturer")) ?? "unknown",
      batteryLevel: battery === undefined ? undefined : Math.min(Math.max(battery, 0), 100) / 100,
      locked: known(text(device, "lock_state"), "locked", "unlocked"),
      // A door that stands ajar is not closed.
      doorOpen:
        known(text(device, "door_state"), "open", "closed") ?? known(text(device, "door_state"), "ajar", "closed"),
      timeZone: zone,
      clockErrorMs: deviceTime === undefined ? undefined : deviceTime - now,
      hasKeypad,
      capabilities,
      conditions: readConditions(device, kind, hasKeypad, capabilities),
    },
  };
}

export function reported(device: CloudDevice, disconnected: Disconnection | undefined): DeviceReport {
  return { ...device.report, disconnected };
}

/**
 * What stands on a lock; `undefined` where the answer is not such a listing. What the lock only computes stands nowhere,
 * and an entry that names another lock is not this one's.
 */
export function readListing(body: unknown, device: NativeId): Listing | undefined {
  const listed = list(asObject(body) ?? {}, "access_codes");
  if (listed === undefined) return undefined;
  const entries = listed.filter((entry) => field(asObject(entry) ?? {}, "is_offline") !== true);
  const residents = entries
    .filter((entry) => (idOf(asObject(entry) ?? {}) ?? device) === device)
    .map(readResident)
    .filter((resident) => resident !== undefined);
  return { residents, complete: residents.length === entries.length };
}

/** One code as the cloud shows it; `undefined` where even its id is missing. */
export function readResident(body: unknown): Resident | undefined {
  const outer = asObject(body);
  const entry = asObject(outer && field(outer, "access_code")) ?? outer;
  const place = entry && placeOf(entry);
  if (entry === undefined || place === undefined) return undefined;
  return {
    place,
    pin: pinOf(field(entry, "code")),
    label: text(entry, "name"),
    window: readWindow(entry),
    state: stateOf(text(entry, "status")),
  };
}

/** A code as it is sent to be set. */
export function writeCode(code: { readonly pin: Pin; readonly label: string; readonly window: Window | undefined }) {
  return {
    name: code.label,
    code: code.pin.reveal(),
    starts_at: isoOf(code.window?.startsAt),
    ends_at: isoOf(code.window?.endsAt),
  };
}

/** An offline code as it is asked for: the maker chooses the digits. */
export function writeIssue(step: IssueStep) {
  return {
    name: step.label,
    starts_at: isoOf(step.window?.startsAt),
    ends_at: isoOf(step.window?.endsAt),
    offline: true,
    offline_kind: step.of,
  };
}

/** The device that an object speaks of: the published samples call it by either name. */
export function idOf(of: Untrusted): NativeId | undefined {
  return (id(of, "lock_id") ?? id(of, "device_id")) as NativeId | undefined;
}

export function placeOf(of: Untrusted): Place | undefined {
  return id(of, "access_code_id") as Place | undefined;
}

export function pinOf(value: unknown): Pin | undefined {
  return typeof value === "string" ? Pin.parse(value) : undefined;
}

/** The cloud's word for what went wrong. Its shape leaves no room for digits: it is shown, and its message is not. */
export function errorCodeOf(body: unknown): string | undefined {
  const code = text(asObject(body) ?? {}, "error_code", 64);
  return code !== undefined && /^[A-Z][A-Z_]*$/.test(code) ? code : undefined;
}

function readWindow(entry: Untrusted): Window | undefined {
  const endsAt = instant(entry, "ends_at");
  // An end without a start has begun already; a start without an end never stops.
  return endsAt === undefined ? undefined : { startsAt: instant(entry, "starts_at") ?? 0, endsAt };
}

/** A status that is new to us confirms nothing. */
function stateOf(status: string | undefined): Resident["state"] {
  if (status === "active") return "on_lock";
  return status === "deleting" ? "leaving" : "arriving";
}

function isoOf(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}

function known(word: string | undefined, yes: string, no: string): boolean | undefined {
  return word === yes ? true : word === no ? false : undefined;
}
