import type { NativeId } from "#domain/ids.ts";
import type { IssueStep, Outcome } from "#domain/step.ts";
import { refused } from "#drivers/kit/failed.ts";
import { unreadable } from "#drivers/kit/reply.ts";
import { passOn } from "./cloud.ts";
import type { Parts } from "./parts.ts";
import { algoPins, readAlgoPin, writeAlgoPin } from "./wire.ts";

const hourMs = 3_600_000;

/**
 * Has the maker compute a PIN. It remembers none that it gave, so that we count. One whose reply was lost nobody knows:
 * it is asked for again.
 */
export async function issue(
  { cloud, runtime, given }: Parts,
  device: NativeId,
  { of, label, window }: IssueStep,
  signal: AbortSignal,
): Promise<Outcome> {
  const found = algoPins.find(({ kind }) => kind.key === of);
  if (found === undefined) return refused("unsupported", "The maker has no such offline PINs.");
  const from = window?.startsAt ?? Math.floor(runtime.now() / hourMs) * hourMs;
  const to = found.kind.lasts === "time_bound" ? window?.endsAt : undefined;
  if (!fits(found.kind, from, to)) return refused("constraint", "An offline PIN of the maker is for whole hours.");
  const key = [device, of, from, to ?? ""].join("/");
  const variance = given.count(key) + 1;
  if (variance > found.variances)
    return refused("no_variance", "Every offline PIN that there is for this time was given out.");
  const reply = await cloud.order(["devices", device, "algopin", of], writeAlgoPin(label, variance, from, to), signal);
  if (reply.kind !== "answered") return passOn(reply);
  const made = readAlgoPin(reply.body);
  if (made === undefined) return unreadable("a PIN", true);
  given.add(key, to ?? from + 24 * hourMs);
  return { kind: "done", evidence: "acknowledged", place: made.place, issued: made.pin };
}

function fits(
  { lasts, shortest, longest }: (typeof algoPins)[number]["kind"],
  from: number,
  to: number | undefined,
): boolean {
  if (from % hourMs !== 0) return false;
  if (lasts !== "time_bound") return true;
  const hours = to === undefined ? Number.NaN : (to - from) / hourMs;
  return Number.isInteger(hours) && hours >= shortest && hours <= longest;
}
