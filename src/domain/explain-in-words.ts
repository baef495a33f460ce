import type { AccessCode } from "./access-code.ts";
import type { Device } from "./device.ts";
import type { Doing, Explanation, Planned } from "./explain.ts";
import { explainedCauses } from "./explained-causes.ts";
import { bestByLooking, ladderOf, lastSeenAt } from "./knowledge.ts";
import type { Evidence } from "./observation.ts";
import { durationInWords, momentInWords } from "./time-in-words.ts";

/** What an explanation is about, and when it is told. */
export interface Told {
  readonly code: AccessCode;
  readonly device: Device;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Why the code stands as it does, in a sentence or two; no PINs. */
export function causeInWords({ cause, detail, since }: Explanation, { code, device, now }: Told): string {
  if (cause === undefined) return setInWords({ code, device, now });
  const row = explainedCauses[cause];
  const parts: readonly string[] = [
    row.means,
    // What is said in so many words is not said twice.
    ...(detail === undefined || detail === row.means ? [] : [detail]),
    ...(tellsSince.has(cause) && since !== undefined ? [`It has been so for ${durationInWords(now - since)}.`] : []),
  ];
  return parts.join(" ");
}

const tellsSince: ReadonlySet<string> = new Set([
  "account_disconnected",
  "device_removed",
  "device_unreachable",
  "hub_unreachable",
]);

function setInWords({ code, device, now }: Told): string {
  const { isManaged, window, transferredAt } = code;
  if (transferredAt !== undefined) return "The code is on the lock. Another workspace keeps it now.";
  if (!isManaged) return "Somebody else put the code on the lock. It is shown here, and left alone.";
  const seenAt = lastSeenAt(code, device);
  if (isOutOfSight(code, device) && seenAt !== undefined) {
    return `The code was on the lock when that was last known, ${durationInWords(now - seenAt)} ago.`;
  }
  if (window === undefined) return "The code is on the lock and opens it until it is deleted.";
  return `The code is on the lock and opens it until ${momentInWords(window.endsAt, device.report.timeZone)}.`;
}

/** Whether what was seen last may no longer hold, for nobody can look. */
function isOutOfSight({ offline }: AccessCode, { removedSince, unreachableSince }: Device): boolean {
  return offline === undefined && (removedSince !== undefined || unreachableSince !== undefined);
}

/** What is planned now and why. */
export function plannedInWords(planned: Planned): string {
  switch (planned.kind) {
    case "set":
      return `It is to be put on the lock. ${planned.why}`;
    case "clear":
      return `It is to be taken off the lock. ${planned.why}`;
    case "issue":
      return `Its PIN is to be computed. ${planned.why}`;
    case "wait":
      return `It waits. ${planned.why}`;
    case "nothing":
      return "Nothing is to be done at the lock now.";
  }
}

/** What happens next and when. */
export function nextInWords({ next, cause, status }: Explanation, { device, now }: Told): string {
  const at = (moment: number) => (moment <= now ? "now" : `on ${momentInWords(moment, device.report.timeZone)}`);
  const waitsFor = cause === undefined ? undefined : explainedCauses[cause].waitsFor;
  if (status === "gone") return "Nothing more is done for it.";
  switch (next.kind) {
    case "attempt":
      return `The next try, ${doing[next.step]}, is due ${at(next.at)}.`;
    case "due":
      return `Its time on the lock comes ${at(next.at)}.`;
    case "start":
      return `The lock opens for it from ${momentInWords(next.at, device.report.timeZone)}.`;
    case "end":
      return `It is taken off the lock ${at(next.at)}.`;
    case "look":
      return `The lock is looked at again ${at(next.at)}. ${waitsFor === undefined ? "" : `Waited for: ${lowerFirst(waitsFor)}`}`.trim();
    case "nothing":
      return waitsFor === undefined
        ? "Nothing has to happen."
        : `Nothing happens by itself. Waited for: ${lowerFirst(waitsFor)}`;
  }
}

const doing = {
  set: "to put it on the lock",
  clear: "to take it off the lock",
  issue: "to have its PIN computed",
} as const satisfies Record<Doing, string>;

const known: Readonly<Record<Evidence, string>> = {
  used: "somebody opened the door with it",
  read_back: "it was read back from the lock",
  acknowledged: "the lock confirmed it",
  claimed: "the lock's maker accepted it",
  assumed: "it was sent and nothing was heard of it",
};

/** What was last known of the code on the lock, when, and how. */
export function knowledgeInWords({ code, device, now }: Told): string {
  const [strongest] = ladderOf(code, device);
  if (strongest === undefined) {
    return device.wholeLookAt === undefined
      ? "Nothing is known of it on the lock."
      : `It is not known to be on the lock. All that is on the lock was last seen ${durationInWords(now - device.wholeLookAt)} ago.`;
  }
  const seenAt = lastSeenAt(code, device);
  const parts = [
    `What is known best: ${known[strongest.grade]}, ${durationInWords(now - strongest.lastAt)} ago.`,
    ...(seenAt === undefined || seenAt <= strongest.lastAt
      ? []
      : [`It was last seen there ${durationInWords(now - seenAt)} ago.`]),
    ...(code.offline !== undefined
      ? ["No listing of the lock shows this PIN: its maker computed it, and the lock knows it by the same computation."]
      : []),
    ...(code.offline === undefined && bestByLooking(device) === "acknowledged" ? [whyNoMore(device)] : []),
    ...(isOutOfSight(code, device) ? ["The lock has not been seen since, so that this may no longer hold."] : []),
  ];
  return parts.join(" ");
}

/** Why a look at this lock proves less than that the PIN stands there. */
function whyNoMore({ report }: Device): string {
  return report.capabilities.readsPins
    ? "Its maker lists what it was told, so that looking can prove no more than that the maker has confirmed it."
    : "This lock does not show its PINs, so that looking at it can prove no more than that a code is there.";
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
