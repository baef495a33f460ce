import type { NativeId } from "#domain/ids.ts";
import type { Resident } from "#domain/observation.ts";
import type { DeviceSighting, EntryMethod } from "#domain/sighting.ts";
import type { Listener } from "#drivers/driver.ts";
import { tellInOrder, toldOnce } from "#drivers/kit/told-once.ts";
import { asObject, number, numbered, type Untrusted } from "#drivers/kit/untrusted.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Cloud } from "./cloud.ts";
import { pinOf } from "./wire.ts";

/** Tells what locks have recorded, each entry once. */
export interface RecordTeller {
  tell(cloud: Cloud, device: NativeId, residents: readonly Resident[], signal: AbortSignal): Promise<void>;
}

const dayMs = 24 * 3_600_000;
const mostPages = 5;
/** So many entries of one lock are known as told: more than `mostPages` can hold. */
const mostKnown = 1_000;

/**
 * Tells of what the cloud came to know since now. Entries that a lock hands over late bear an earlier time of its own,
 * so that the last day is asked for each time.
 */
export function recordTeller(runtime: Runtime, listener: Listener): RecordTeller {
  const since = runtime.now();
  const told = toldOnce(mostKnown);
  return {
    tell: async (cloud, device, residents, signal) => {
      const now = runtime.now();
      const values = { lockId: device, startDate: `${now - dayMs}`, endDate: `${now + dayMs}` };
      const records = await cloud.everyPage("/v3/lockRecord/list", values, signal, mostPages);
      // The next look asks for them again.
      if (records.kind !== "listed") return;
      const entries = records.entries.map(asObject).filter((one) => one !== undefined);
      const news = entries.filter((entry) => (number(entry, "serverDate") ?? 0) >= since);
      const fresh = told.fresh(device, news, (entry) => numbered(entry, "recordId") ?? keyOf(entry));
      tellInOrder(
        listener,
        fresh.flatMap((entry) => readRecord(entry, device, residents) ?? []),
      );
    },
  };
}

const unlocks: Readonly<Record<number, EntryMethod>> = {
  1: "remote",
  4: "keycode",
  7: "card",
  8: "unknown",
  9: "unknown",
  10: "manual",
  12: "remote",
  32: "manual",
  46: "manual",
  49: "card",
  55: "remote",
  57: "unknown",
  63: "automatic",
  67: "unknown",
  92: "keycode",
};
const locks: Readonly<Record<number, EntryMethod>> = {
  11: "remote",
  33: "unknown",
  34: "keycode",
  35: "card",
  36: "manual",
  45: "automatic",
  47: "manual",
  61: "unknown",
  69: "unknown",
};
const byPasscode = 4;

/** One entry of a lock's record, by the types of its page (read 2026); `undefined`: it tells of nothing that we tell. */
export function readRecord(
  entry: Untrusted,
  device: NativeId,
  residents: readonly Resident[],
): DeviceSighting | undefined {
  const of = numbered(entry, "lockId");
  const type = number(entry, "recordType");
  const at = whenOf(entry);
  if (type === undefined || at === 0 || (of !== undefined && of !== device)) return undefined;
  const method = unlocks[type] ?? locks[type];
  const pin = method === "keycode" ? pinOf(entry, "keyboardPwd") : undefined;
  const place = pin && residents.find((resident) => pin.equals(resident.pin))?.place;
  if (number(entry, "success") === 0)
    return type === byPasscode ? { kind: "denied", at, device, pin, place } : undefined;
  if (method === undefined) return undefined;
  const to = Object.hasOwn(unlocks, type) ? "unlocked" : "locked";
  return { kind: "turned", at, device, to, method, place, attempt: undefined };
}

/** 0: it does not say. */
function whenOf(entry: Untrusted): number {
  return number(entry, "lockDate") ?? number(entry, "serverDate") ?? 0;
}

/** Without an id of its own, an entry is told from another by its kind and its times. */
function keyOf(entry: Untrusted): string {
  return ["recordType", "lockDate", "serverDate"].map((name) => number(entry, name)).join(" ");
}
