import type { AccessCode } from "./access-code.ts";
import type { Device } from "./device.ts";
import type { Doing, Explanation, Planned } from "./explain.ts";
import { explainedCauses } from "./explained-causes.ts";
import { bestByLooking, ladderOf, lastSeenAt } from "./knowledge.ts";
import type { Evidence } from "./observation.ts";
import { agoInWords, momentInWords } from "./time-in-words.ts";

/** What an explanation is about, and when it is told. */
export interface Told {
  readonly code: AccessCode;
  readonly device: Device;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Why the code stands as it does, in a sentence or two; no PINs. */
export function causeInWords({ cause, detail, since }: Explanation, { code, device, now }: Told): string {
  if (cause === undefined) return setInWords(code, device);
  const row = explainedCauses[cause];
  const parts: readonly string[] = [
    row.means,
    // What is said in so many words is not said twice.
    ...(detail === undefined || detail === row.means ? [] : [detail]),
    ...(tellsSince.has(cause) && since !== undefined
      ? [`So it has been since ${agoInWords(now - since).replace(/ ago$/, "")} ago.`]
      : []),
  ];
  return parts.join(" ");
}

const tellsSince: ReadonlySet<string> = new Set([
  "account_disconnected",
  "device_removed",
  "device_unreachable",
  "hub_unreachable",
]);

function setInWords({ isManaged, window, transferredAt }: AccessCode, device: Device): string {
  if (transferredAt !== undefined) return "The code is on the lock. Another workspace keeps it now.";
  if (!isManaged) return "Somebody else put the code on the lock. It is shown here, and left alone.";
  if (window === undefined) return "The code is on the lock and opens it until it is deleted.";
  return `The code is on the lock and opens it until ${momentInWords(window.endsAt, device.report.timeZone)}.`;
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
export function nextInWords({ next, cause }: Explanation, { device, now }: Told): string {
  const at = (moment: number) => (moment <= now ? "now" : `on ${momentInWords(moment, device.report.timeZone)}`);
  const waitsFor = cause === undefined ? undefined : explainedCauses[cause].waitsFor;
  switch (next.kind) {
    case "attempt":
      return `${doing[next.step]} ${at(next.at)}.`;
    case "due":
      return `Its time on the lock comes ${at(next.at)}.`;
    case "start":
      return `The lock opens for it from ${momentInWords(next.at, device.report.timeZone)}.`;
    case "end":
      return `It is taken off the lock ${at(next.at)}.`;
    case "look":
      return `The lock is looked at ${at(next.at)}. ${waitsFor === undefined ? "" : `Waited for: ${lowerFirst(waitsFor)}`}`.trim();
    case "nothing":
      return waitsFor === undefined
        ? "Nothing has to happen."
        : `Nothing happens by itself. Waited for: ${lowerFirst(waitsFor)}`;
  }
}

const doing = {
  set: "It is put on the lock",
  clear: "It is taken off the lock",
  issue: "Its PIN is asked for",
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
      : `It is not known to be on the lock, which was last seen whole ${agoInWords(now - device.wholeLookAt)}.`;
  }
  const seenAt = lastSeenAt(code, device);
  const parts = [
    `What is known best: ${known[strongest.grade]}, ${agoInWords(now - strongest.lastAt)}.`,
    ...(seenAt === undefined || seenAt <= strongest.lastAt
      ? []
      : [`It was last seen there ${agoInWords(now - seenAt)}.`]),
    ...(code.offline !== undefined
      ? ["No listing of the lock shows this PIN: its maker computed it, and the lock knows it by the same computation."]
      : []),
    ...(code.offline === undefined && bestByLooking(device) === "acknowledged"
      ? ["This lock does not show its PINs, so that looking at it can prove no more than that a code is there."]
      : []),
    ...(code.offline === undefined && (device.removedSince !== undefined || device.unreachableSince !== undefined)
      ? ["The lock has not been seen since, so that this may no longer hold."]
      : []),
  ];
  return parts.join(" ");
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
