import type { NativeId } from "#domain/ids.ts";
import type { ClearStep, Outcome, SetStep, Step } from "#domain/step.ts";
import { failed, refused } from "#drivers/kit/failed.ts";
import { unreadable } from "#drivers/kit/reply.ts";
import type { Asked, Intercom, IntercomReply } from "./intercom.ts";
import { troubleIn } from "./intercom.ts";
import { listed, ofThisOne } from "./look.ts";
import type { Site } from "./site.ts";
import { type Entry, readEntries, readPlace, readVerdict, writeEntry, writeWithout } from "./wire.ts";

/** Does one step at one intercom. */
export async function take(
  site: Site,
  device: NativeId,
  step: Step,
  switchNumber: number,
  signal: AbortSignal,
): Promise<Outcome> {
  const met = await site.find(device, signal);
  if (met === "gone") return failed("provider", "This intercom stands at none of the account's addresses.");
  if ("kind" in met) return ofThisOne(site, met).trouble;
  switch (step.kind) {
    case "issue":
      return refused("unsupported", "2N computes no codes.");
    case "set":
      return set(met.intercom, step, signal);
    case "clear":
      return clear(met.intercom, step, signal);
    case "turn":
      return turn(met.intercom, step.to, switchNumber, signal);
  }
}

/** Puts a code into the directory, or changes it where it stands. Whether PINs are unique there, no source says. */
async function set(intercom: Intercom, step: SetStep, signal: AbortSignal): Promise<Outcome> {
  if (step.pin.length < 4 || step.pin.length > 15) return refused("constraint", "A PIN has 4 to 15 digits here.");
  const listing = await listed(intercom, signal);
  if (!("entries" in listing)) return passOn(listing);
  // The place of a new code is ours to choose: the code's own id, so that a second try finds the first.
  const place = step.into ?? step.code;
  const at = readPlace(place as ClearStep["place"]);
  const holder = listing.entries.find(({ uuid }) => sameUuid(uuid, at.uuid));
  const others = listing.entries.flatMap(({ residents }) => residents).filter((one) => !sameUuid(one.place, place));
  if (others.some(({ pin }) => step.pin.equals(pin)))
    return refused("duplicate", "Another code of this intercom has the same digits.");
  if (step.into !== undefined && holder === undefined)
    return failed("provider", "The code that was to be changed is no longer in the directory.");
  const entry = writeEntry(step, at, holder?.codes ?? []);
  const outcome = holder === undefined ? await create(intercom, entry, signal) : await update(intercom, entry, signal);
  return typeof outcome === "string"
    ? refusedFor(outcome)
    : (outcome ?? { kind: "done", evidence: "acknowledged", place: place as ClearStep["place"] });
}

/** Takes a code out of the directory, after seeing that what stands in its place is still that code. */
async function clear(intercom: Intercom, { place, expecting }: ClearStep, signal: AbortSignal): Promise<Outcome> {
  const at = readPlace(place);
  const entry = await entryAt(intercom, at.uuid, signal);
  if (entry === "none") return { kind: "done", evidence: "read_back", place: undefined };
  if ("kind" in entry) return passOn(entry);
  const there = at.switchNumber === 0 ? entry.pin : entry.codes[at.switchNumber - 1];
  if (there === undefined) return { kind: "done", evidence: "read_back", place: undefined };
  if (expecting.pin !== undefined && !expecting.pin.equals(there))
    return refused("occupied", "The PIN in this place is no longer the one to be removed.");
  // Somebody's entry has more in it than a PIN, such as a card or a telephone number, and that stays.
  const isAll = entry.isBare && at.switchNumber === 0;
  const outcome = isAll
    ? await write(intercom, "dir/delete", { uuid: at.uuid }, signal)
    : await update(intercom, writeWithout(at, entry.codes), signal);
  if (typeof outcome === "string" && outcome !== notThere) return refusedFor(outcome);
  return typeof outcome === "object" ? outcome : { kind: "done", evidence: "acknowledged", place: undefined };
}

async function turn(
  intercom: Intercom,
  to: "locked" | "unlocked",
  switchNumber: number,
  signal: AbortSignal,
): Promise<Outcome> {
  if (to === "locked") return refused("unsupported", "What the switch opens falls shut by itself.");
  const reply = await intercom.ask(`switch/ctrl?switch=${switchNumber}&action=trigger`, signal, { writes: true });
  if (reply.kind === "answered") return { kind: "done", evidence: "acknowledged", place: undefined };
  return reply.kind === "unprivileged" || reply.kind === "missing"
    ? refused("unsupported", "Our user at the intercom cannot turn this switch.")
    : passOn(reply);
}

/** One entry with all that it has; `none`: there is no such entry. */
async function entryAt(
  intercom: Intercom,
  uuid: string,
  signal: AbortSignal,
): Promise<Entry | "none" | Exclude<IntercomReply, { kind: "answered" }>> {
  const reply = await intercom.ask("dir/get", signal, { method: "POST", body: { users: [{ uuid }] } });
  if (reply.kind !== "answered") return reply;
  if (readVerdict(reply.body)?.error === notThere) return "none";
  const [entry, ...more] = readEntries(reply.body)?.entries ?? [];
  return entry !== undefined && more.length === 0 && sameUuid(entry.uuid, uuid) ? entry : unreadable("an entry");
}

const alreadyThere = "EDIR_UUID_ALREADY_EXISTS";
const notThere = "EDIR_UUID_DOES_NOT_EXIST";

/** `undefined`: it is done. A word: the intercom's own, for why not. */
type Written = undefined | string | Outcome;

/**
 * A new entry. It does not overwrite, so that an order which comes late undoes nothing that came after it; an entry that
 * was deleted keeps its uuid (manual, "api dir template"), and where that is in the way it is overwritten.
 */
async function create(intercom: Intercom, entry: WireEntry, signal: AbortSignal): Promise<Written> {
  const first = await write(intercom, "dir/create?force=0", entry, signal);
  if (first !== alreadyThere) return first;
  const second = await update(intercom, entry, signal);
  return second === notThere ? write(intercom, "dir/create?force=1", entry, signal) : second;
}

function update(intercom: Intercom, entry: WireEntry, signal: AbortSignal): Promise<Written> {
  return write(intercom, "dir/update", entry, signal);
}

type WireEntry = NonNullable<Asked["body"]>;

async function write(intercom: Intercom, path: string, entry: WireEntry, signal: AbortSignal): Promise<Written> {
  const reply = await intercom.ask(path, signal, { method: "PUT", body: { users: [entry] } });
  if (reply.kind !== "answered") return passOn(reply);
  const verdict = readVerdict(reply.body);
  return verdict === undefined ? unreadable("a verdict", true) : verdict.error;
}

/** How an intercom calls a directory in which there is no more room, no source says: a guess. */
function refusedFor(word: string): Outcome {
  if (/FULL|LIMIT|SPACE|CAPACITY/i.test(word)) return refused("full", "There is no more room in the directory.");
  return word.startsWith("EDIR_FIELD")
    ? refused("constraint", "The intercom does not take this code.")
    : failed("provider", "The intercom did not take the entry.");
}

function passOn(reply: Exclude<IntercomReply, { kind: "answered" }>): Outcome {
  return reply.kind === "refused" ? reply : troubleIn(reply);
}

/** An intercom may spell a uuid in capitals. */
function sameUuid(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
