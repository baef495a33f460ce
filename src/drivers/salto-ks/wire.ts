import type { Capabilities } from "#domain/capabilities.ts";
import type { DeviceCondition, DeviceReport } from "#domain/device.ts";
import type { NativeId, Place } from "#domain/ids.ts";
import { closesAt, instantsOf, wallTime } from "#domain/local-time.ts";
import { Pin } from "#domain/pin.ts";
import type { Window } from "#domain/window.ts";
import { noCodes } from "#drivers/kit/no-codes.ts";
import { asObject, field, flag, id, number, text, timeZone } from "#drivers/kit/untrusted.ts";

/** A site: all that its locks and users have in common. */
export interface Site {
  readonly id: string;
  readonly name: string;
  readonly zone: string | undefined;
  /** PINs are turned on there. */
  readonly takesPins: boolean;
  /** Users of its subscription; `undefined`: it does not say. */
  readonly users: { readonly taken: number; readonly allowed: number } | undefined;
}

export interface SaltoLock {
  readonly id: NativeId;
  readonly report: DeviceReport;
}

/** A user of a site, which is what carries a PIN. */
export interface Guest {
  /** By which the site's addresses know it. */
  readonly place: Place;
  /** By which access groups and entries know it. */
  readonly userId: string;
  readonly alias: string | undefined;
  readonly usesPin: boolean;
  /** Has one of the users that are paid for, and nobody has blocked it. */
  readonly isLetIn: boolean;
}

export interface Group {
  readonly id: string;
  readonly name: string;
}

/** When the users of a group may come in; `window` is `undefined`: at any time. */
export interface Schedule {
  readonly id: string;
  readonly window: Window | undefined;
}

/** Kinds of lock with a keypad (README.md, "Keypads"). */
const keypads: ReadonlySet<string> = new Set(["escutcheon_pin", "wall_reader_pin"]);
const minuteMs = 60_000;

export function readSite(value: unknown): Site | undefined {
  const site = asObject(value);
  const siteId = site && id(site, "id");
  if (site === undefined || siteId === undefined) return undefined;
  const [taken, allowed] = [number(site, "active_user_amount"), number(site, "subscribed_user_amount")];
  return {
    id: siteId,
    name: text(site, "customer_reference") ?? siteId,
    zone: timeZone(site, "time_zone"),
    takesPins: flag(site, "pin_enabled") === true,
    users: taken === undefined || allowed === undefined ? undefined : { taken, allowed },
  };
}

export function readLock(value: unknown, site: Site): SaltoLock | undefined {
  const lock = asObject(value);
  const lockId = lock && (id(lock, "id") as NativeId | undefined);
  if (lock === undefined || lockId === undefined) return undefined;
  const type = text(lock, "lock_type");
  const iq = asObject(field(lock, "iq"));
  const state = text(lock, "locked_state");
  const conditions: DeviceCondition[] = [];
  if (flag(lock, "privacy_mode") === true) conditions.push({ name: "privacy_mode" });
  if (state === "office_mode") conditions.push({ name: "office_mode" });
  const hasKeypad = type !== undefined && keypads.has(type);
  return {
    id: lockId,
    report: {
      nativeId: lockId,
      kind: "lock",
      deviceType: "salto_lock",
      name: text(lock, "customer_reference") ?? lockId,
      modelName: text(asObject(field(lock, "vendor")) ?? {}, "display_name") ?? type ?? "unknown",
      manufacturer: "Salto",
      disconnected: disconnection(flag(lock, "online"), iq && flag(iq, "is_online")),
      // The only word for a battery that anybody has seen: the others are not known to mean a number.
      batteryLevel: text(lock, "battery_level") === "fresh" ? 1 : undefined,
      locked: state === "locked" ? true : state === "unlocked" || state === "office_mode" ? false : undefined,
      doorOpen: undefined,
      timeZone: site.zone,
      clockErrorMs: undefined,
      hasKeypad,
      capabilities: capabilitiesOf(site, { hasKeypad, asksNoPassword: iq && flag(iq, "otp_enabled") === false }),
      conditions,
    },
  };
}

function disconnection(online: boolean | undefined, iqOnline: boolean | undefined): DeviceReport["disconnected"] {
  if (iqOnline === false) return "hub_disconnected";
  return online === false ? "device_disconnected" : undefined;
}

function capabilitiesOf(
  { zone, takesPins }: Site,
  { hasKeypad, asksNoPassword }: { readonly hasKeypad: boolean; readonly asksNoPassword: boolean | undefined },
): Capabilities {
  const remote = { unlocksRemotely: asksNoPassword === true };
  if (!hasKeypad) return { ...noCodes, ...remote };
  return {
    ...noCodes,
    ...remote,
    programsOnlineCodes: takesPins,
    codeLengths: [6],
    // A guest is known again by its name, so that each stands once.
    constraints: [{ type: "cannot_specify_pin_code" }, { type: "name_must_be_unique" }],
    schedulesNatively: true,
    windows: { stepMs: minuteMs, byWallClock: true, zone },
    updatesInPlace: true,
    namesCodeOnEntry: true,
  };
}

export function readGuest(value: unknown): Guest | undefined {
  const guest = asObject(value);
  const place = guest && (id(guest, "id") as Place | undefined);
  const userId = id(asObject(field(guest ?? {}, "user")) ?? {}, "id");
  if (guest === undefined || place === undefined || userId === undefined) return undefined;
  return {
    place,
    userId,
    alias: text(guest, "alias"),
    usesPin: flag(guest, "use_pin") === true,
    isLetIn: text(guest, "subscription_state") === "subscribed" && flag(guest, "blocked") !== true,
  };
}

export function readGroup(value: unknown): Group | undefined {
  const group = asObject(value);
  const groupId = group && id(group, "id");
  const name = group && text(group, "customer_reference");
  return groupId === undefined || name === undefined ? undefined : { id: groupId, name };
}

/** The id of whatever an entry of a list is. */
export function readId(value: unknown): string | undefined {
  const entry = asObject(value);
  return entry && id(entry, "id");
}

export function readSchedule(value: unknown, zone: string): Schedule | undefined {
  const schedule = asObject(value);
  const scheduleId = schedule && id(schedule, "id");
  if (schedule === undefined || scheduleId === undefined) return undefined;
  const [from, to] = [shown(schedule, "start_date"), shown(schedule, "end_date")];
  if (from === undefined || to === undefined) return { id: scheduleId, window: undefined };
  return { id: scheduleId, window: { startsAt: instantsOf(from, zone).first, endsAt: closesAt(to, zone) } };
}

const days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** Every hour of every day, from the one instant to the other by the clock on the wall. */
export function writeSchedule(window: Window | undefined, zone: string): Readonly<Record<string, unknown>> {
  const date = (at: number) => new Date(wallTime(at, zone)).toISOString().slice(0, 19);
  return {
    ...Object.fromEntries(days.map((day) => [day, true])),
    start_time: "00:00:00",
    end_time: "23:59:59",
    start_date: window === undefined ? null : date(window.startsAt),
    end_date: window === undefined ? null : date(window.endsAt),
  };
}

/** The answer is the PIN as bare text in JSON; a client that reads it as a number would lose its zeros. */
export function readPin(value: unknown): Pin | undefined {
  return typeof value === "string" && /^\d{4,12}$/.test(value) ? Pin.parse(value) : undefined;
}

/** A time without a zone, as what the clock on the wall shows. */
function shown(of: Readonly<Record<string, unknown>>, name: string): number | undefined {
  const value = text(of, name, 40);
  if (value === undefined || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/.test(value)) return undefined;
  const at = Date.parse(`${value}Z`);
  return Number.isNaN(at) ? undefined : at;
}
