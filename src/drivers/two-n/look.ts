import type { DeviceReport } from "#domain/device.ts";
import type { NativeId } from "#domain/ids.ts";
import type { Observation } from "#domain/observation.ts";
import type { Discovery } from "#drivers/driver.ts";
import { type Failed, failed } from "#drivers/kit/failed.ts";
import { unreadable } from "#drivers/kit/reply.ts";
import { unfound, unseen } from "#drivers/kit/unseen.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { type Intercom, type IntercomReply, troubleIn } from "./intercom.ts";
import type { Met, Site } from "./site.ts";
import { type Entry, type Info, readClockError, readEntries, readTimeZone, reportOf, type Said } from "./wire.ts";

/** Our user may not see to the directory, or one intercom has another password than the others. */
const lacking = { conditions: [{ name: "credentials_missing" }] } as const;

/** Every intercom of the account. One that does not answer is reported as it was last met. */
export async function lookThrough(site: Site, runtime: Runtime, signal: AbortSignal): Promise<Discovery> {
  const { met, missed, trouble } = await site.lookAround(signal);
  if (met.length === 0) return unfound(trouble ?? failed("unreachable", "The account has no intercom."));
  const answering = met.map(async (one) => {
    const right = await one.intercom.ask("dir/template", signal);
    return reportOf(one.info, {
      ...(await saidBy(one, runtime, signal)),
      ...(right.kind === "unprivileged" && lacking),
    });
  });
  const silent = missed.map(({ because, ...info }) =>
    reportOf(info, because === "unauthorized" ? lacking : { disconnected: "device_disconnected" }),
  );
  return { kind: "found", devices: [...(await Promise.all(answering)), ...silent] };
}

/** One intercom and the codes in its directory. */
export async function lookAt(
  site: Site,
  runtime: Runtime,
  device: NativeId,
  signal: AbortSignal,
): Promise<{ readonly seen: Observation; readonly met?: Met }> {
  const at = runtime.now();
  const met = await site.find(device, signal);
  if (met === "gone") return { seen: { kind: "gone", at } };
  if ("kind" in met) {
    const mine = ofThisOne(site, met);
    return { seen: unseen(mine.trouble, absent(site.remembered(device), mine.said), at) };
  }
  const said = await saidBy(met, runtime, signal);
  const listing = await listed(met.intercom, signal);
  if (!("entries" in listing)) {
    const more = listing.kind === "unprivileged" ? lacking : {};
    return { seen: unseen(troubleIn(listing), reportOf(met.info, { ...said, ...more }), at) };
  }
  const residents = listing.entries.flatMap((entry) => entry.residents);
  return {
    seen: { kind: "seen", at, device: reportOf(met.info, said), residents, complete: listing.isWhole },
    met,
  };
}

/** What stands in the directory. */
export async function listed(
  one: Intercom,
  signal: AbortSignal,
): Promise<
  { readonly entries: readonly Entry[]; readonly isWhole: boolean } | Exclude<IntercomReply, { kind: "answered" }>
> {
  const body = { fields: ["name", "deleted", "access"], iterator: { timestamp: 0 } };
  const reply = await one.ask("dir/query", signal, { method: "POST", body });
  return reply.kind === "answered" ? (readEntries(reply.body) ?? unreadable("a directory")) : reply;
}

/** Time and zone; the functions that tell them are missing in older firmware. */
async function saidBy({ intercom }: Met, runtime: Runtime, signal: AbortSignal): Promise<Said> {
  const [zone, status] = [await intercom.ask("system/timezone", signal), await intercom.ask("system/status", signal)];
  return {
    timeZone: zone.kind === "answered" ? readTimeZone(zone.body) : undefined,
    clockErrorMs: status.kind === "answered" ? readClockError(status.body, runtime.now()) : undefined,
  };
}

/** Where other intercoms of the account let us in, a refusal is this one's alone, and not the account's. */
export function ofThisOne(site: Site, trouble: Failed): { readonly trouble: Failed; readonly said: Said } {
  if (trouble.because === "unauthorized" && site.letsUsIn())
    return {
      trouble: failed("provider", "This intercom does not take the account's name and password."),
      said: lacking,
    };
  return { trouble, said: trouble.because === "unreachable" ? { disconnected: "device_disconnected" } : {} };
}

function absent(info: Info | undefined, said: Said): DeviceReport | undefined {
  return info && reportOf(info, said);
}
