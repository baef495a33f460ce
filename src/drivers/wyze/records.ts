import type { NativeId, Place } from "#domain/ids.ts";
import type { DeviceSighting, EntryMethod } from "#domain/sighting.ts";
import type { Listener } from "#drivers/driver.ts";
import { tellInOrder, toldOnce } from "#drivers/kit/told-once.ts";
import { asObject, field, list, number, numbered, text, type Untrusted } from "#drivers/kit/untrusted.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Cloud } from "./cloud.ts";
import { instantOf } from "./wire.ts";

/** Tells what a lock's history holds, each entry once. */
export interface RecordTeller {
  tell(cloud: Cloud, device: NativeId, signal: AbortSignal): Promise<void>;
}

const dayMs = 24 * 3_600_000;
/** As many as the maker's app asks for at once (wyze-sdk 1677fd0). */
const pageSize = 20;
const mostPages = 5;

/** Tells of what happened since now. A lock may hand over late what it kept, so that the last day is asked for each time. */
export function recordTeller(runtime: Runtime, listener: Listener): RecordTeller {
  const since = runtime.now();
  const told = toldOnce(2 * mostPages * pageSize);
  return {
    tell: async (cloud, device, signal) => {
      const records = await recordsSince(cloud, device, runtime.now() - dayMs, signal);
      const news = records.filter((record) => whenOf(record) >= since);
      const fresh = told.fresh(device, news, keyOf);
      tellInOrder(
        listener,
        fresh.flatMap((record) => readRecord(record, device) ?? []),
      );
    },
  };
}

/** Newest first. What cannot be had now is asked for again by the next look. */
async function recordsSince(
  cloud: Cloud,
  device: NativeId,
  begin: number,
  signal: AbortSignal,
): Promise<readonly Untrusted[]> {
  const records: Untrusted[] = [];
  for (let page = 0; page < mostPages; page += 1) {
    const values = { uuid: device, begin: `${begin}`, offset: `${page * pageSize}`, limit: `${pageSize}` };
    const reply = await cloud.ask("/openapi/v1/safety/family_record", values, signal);
    const rows = reply.kind === "answered" ? (list(asObject(reply.body) ?? {}, "family_record") ?? []) : [];
    records.push(...rows.map(asObject).filter((row) => row !== undefined));
    if (rows.length < pageSize) break;
  }
  return records;
}

/** By number, as the maker's app has them (wyze-sdk 1677fd0, models/devices/locks.py). */
const turns: Readonly<Record<number, "locked" | "unlocked">> = { 2203: "unlocked", 2216: "locked" };
const methods: Readonly<Record<number, EntryMethod>> = {
  1: "remote",
  2: "keycode",
  102: "keycode",
  4: "manual",
  5: "manual",
  6: "manual",
  7: "card",
  8: "automatic",
  9: "remote",
};

/** One entry; `undefined`: it tells of nothing that we tell, or of another lock. */
export function readRecord(record: Untrusted, device: NativeId): DeviceSighting | undefined {
  const to = turns[number(record, "eventid") ?? 0];
  const of = text(record, "uuid");
  if (to === undefined || whenOf(record) === 0 || (of !== undefined && of !== device)) return undefined;
  const details = detailsOf(record);
  const method = methods[number(details, "source") ?? 0] ?? "unknown";
  const place = method === "keycode" ? (numbered(details, "sourceid") as Place | undefined) : undefined;
  return { kind: "turned", at: whenOf(record), device, to, method, place, attempt: undefined };
}

function detailsOf(record: Untrusted): Untrusted {
  return asObject(field(record, "details")) ?? asObject(field(record, "detail")) ?? {};
}

/** 0: it does not say. */
function whenOf(record: Untrusted): number {
  return instantOf(record, "time") ?? 0;
}

/** An entry has no id of its own. */
function keyOf(record: Untrusted): string {
  return [number(record, "eventid"), whenOf(record), numbered(detailsOf(record), "sourceid")].join(" ");
}
