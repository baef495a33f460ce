import type { NativeId } from "#domain/ids.ts";
import type { DeviceSighting, EntryMethod } from "#domain/sighting.ts";
import type { Listener } from "#drivers/driver.ts";
import { tellInOrder, toldOnce } from "#drivers/kit/told-once.ts";
import { asObject, list, number, text, type Untrusted } from "#drivers/kit/untrusted.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Cloud } from "./cloud.ts";

/** Tells what locks have recorded, each entry once. */
export interface ActivityTeller {
  tell(cloud: Cloud, device: NativeId, signal: AbortSignal): Promise<void>;
}

/** So many entries of one lock are known as told: more than one answer holds. */
const mostKnown = 500;

/** Tells of what happened since now, as the cloud comes to know of it. */
export function activityTeller(runtime: Runtime, listener: Listener): ActivityTeller {
  const since = runtime.now();
  const told = toldOnce(mostKnown);
  return {
    tell: async (cloud, device, signal) => {
      const reply = await cloud.activity(device, signal);
      // Credentials without this right are as good as any for everything else.
      if (reply.kind !== "answered") return;
      const entries = (list(reply.body, "payload") ?? []).map(asObject).filter((entry) => entry !== undefined);
      const news = entries.flatMap((entry) => {
        const sighting = readEntry(entry, device);
        return sighting === undefined || sighting.at < since ? [] : [{ key: keyOf(entry), sighting }];
      });
      const fresh = told.fresh(device, news, ({ key }) => key);
      tellInOrder(
        listener,
        fresh.map(({ sighting }) => sighting),
      );
    },
  };
}

function keyOf(entry: Untrusted): string {
  return text(entry, "operationId") ?? `${number(entry, "operationId")} ${number(entry, "entryDate")}`;
}

/** Types of entries (production code of a user, 2026; grade C). */
const unlocks: Readonly<Record<number, EntryMethod>> = {
  11: "remote",
  50: "manual",
  52: "manual",
  56: "unknown",
  ...Object.fromEntries([18, 19, 20, 21, 22, 23, 24, 25, 26].map((type) => [type, "keycode"])),
};
const locks: Readonly<Record<number, EntryMethod>> = { 37: "remote", 49: "manual", 51: "manual" };

/** One entry; `undefined`: it tells of nothing that we tell. Which code it was is not said: digits are hidden. */
export function readEntry(entry: Untrusted, device: NativeId): DeviceSighting | undefined {
  const type = number(entry, "logType");
  const seconds = number(entry, "entryDate");
  const method = type === undefined ? undefined : (unlocks[type] ?? locks[type]);
  if (type === undefined || seconds === undefined || method === undefined) return undefined;
  const to = Object.hasOwn(unlocks, type) ? "unlocked" : "locked";
  return { kind: "turned", at: seconds * 1000, device, to, method, place: undefined, attempt: undefined };
}
