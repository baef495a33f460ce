import type { AccessCode, UnsettledAttempt } from "./access-code.ts";
import type { AccessCodeId, AttemptId } from "./ids.ts";
import { absorb, afterStep, endIfOver, leavesUnsettled, type Turn, tryRefusedAgain } from "./life.ts";
import type { Mandate } from "./mandate.ts";
import { deliveredAgainWithinMs, type Finding, isUnsure } from "./recognise.ts";
import type { DeviceSighting } from "./sighting.ts";
import type { Outcome, Step } from "./step.ts";

/** A step that a bridge takes alone. */
export type SiteStep = Extract<Step, { kind: "set" | "clear" }>;

/** What a look showed of a code of ours. */
export type SiteFinding = Extract<Finding, { code: unknown }> | Extract<Finding, { kind: "settled" }>;

/** One thing that happened at a site. It is written down there before the lock hears of it, and told to the server later. */
export type SiteEntry = {
  /** Also names the attempt that it becomes, so that what is told twice is kept once. */
  readonly id: AttemptId;
  /** When it began, by the clock of the site: epoch milliseconds. */
  readonly at: number;
} & (
  | {
      readonly kind: "try";
      /** The code's version under the mandate. */
      readonly version: number;
      readonly step: SiteStep;
      /** `undefined`: nothing is known of what became of it. */
      readonly ended?: Ended | undefined;
    }
  | { readonly kind: "found"; readonly finding: SiteFinding }
  | { readonly kind: "told"; readonly sighting: DeviceSighting }
);

/** What became of a try. Epoch milliseconds. */
export interface Ended {
  readonly at: number;
  readonly outcome: Outcome;
  /** Not tried again before this, where it did not succeed. */
  readonly retryAt: number;
}

/** What is known at a site of one device. */
export interface SiteKnowledge {
  readonly codes: readonly AccessCode[];
  readonly unsettled: readonly UnsettledAttempt[];
}

/** `late`: what was put on the lock last for each code. */
type Recollection = SiteKnowledge & Pick<Mandate, "late">;

/** What a bridge knows: its mandate, and what has happened since it was given. Pure, so that a restart knows the same. */
export function knownAtSite(mandate: Mandate, entries: readonly SiteEntry[]): SiteKnowledge {
  return entries.reduce<Recollection>(after, mandate);
}

function after(known: Recollection, entry: SiteEntry): Recollection {
  switch (entry.kind) {
    case "try":
      return afterTry(known, entry);
    case "found":
      return afterFinding(known, entry, entry.finding);
    case "told":
      return known;
  }
}

function afterTry(before: Recollection, entry: Extract<SiteEntry, { kind: "try" }>): Recollection {
  const known = withLateSets(before, entry);
  const { step, ended } = entry;
  const attempt = attemptOf(entry);
  if (ended === undefined) return { ...known, unsettled: [...known.unsettled, attempt] };
  const codes = moved(known.codes, step.code, ended.at, (code) =>
    afterStep(endIfOver(code, entry.at), step, ended.outcome, ended.at, ended.retryAt),
  );
  if (leavesUnsettled(ended.outcome)) return { ...known, codes, unsettled: [...known.unsettled, attempt] };
  const isAnswered = ended.outcome.kind === "done" || ended.outcome.kind === "pending";
  return { ...known, codes, late: isAnswered ? withLast(known.late, attempt) : known.late };
}

/** What was put on the lock lately and is about to be changed or removed there may be delivered once more after that. */
function withLateSets(known: Recollection, { at, step }: Extract<SiteEntry, { kind: "try" }>): Recollection {
  const stands = known.codes.some((code) => code.id === step.code && code.onLock !== undefined);
  const again = known.late.filter(
    (one) => stands && one.code === step.code && at - one.startedAt < deliveredAgainWithinMs,
  );
  return {
    ...known,
    unsettled: [...known.unsettled, ...again.map((one) => ({ ...one, wasSeen: true }))],
    late: known.late.filter((one) => !again.includes(one)),
  };
}

function withLast(late: readonly UnsettledAttempt[], attempt: UnsettledAttempt): readonly UnsettledAttempt[] {
  return attempt.kind === "set" ? [...late.filter((one) => one.code !== attempt.code), attempt] : late;
}

function afterFinding(known: Recollection, { id, at }: SiteEntry, finding: SiteFinding): Recollection {
  if (finding.kind === "settled") {
    const settled = known.unsettled.find((one) => one.id === finding.attempt);
    const unsettled = known.unsettled.filter((one) => one !== settled);
    return { ...known, unsettled, late: settled === undefined ? known.late : withLast(known.late, settled) };
  }
  const before = known.codes.find((code) => code.id === finding.code);
  const codes = moved(known.codes, finding.code, at, (code) => absorb(code, finding, at));
  if (before?.onLock === undefined || !isUnsure(finding)) return { ...known, codes };
  // Only a listing says that it is gone: should it show again, it is to be known as ours.
  const { pin, label, window, place } = before.onLock;
  const once: UnsettledAttempt = {
    id,
    code: before.id,
    kind: "set",
    pin,
    label,
    window,
    place,
    aim: place,
    startedAt: at,
  };
  return { ...known, codes, unsettled: [...known.unsettled, once] };
}

/** A try as one whose effect is not known. */
function attemptOf({ id, at, step, ended }: Extract<SiteEntry, { kind: "try" }>): UnsettledAttempt {
  const outcome = ended?.outcome;
  const place = outcome?.kind === "done" || outcome?.kind === "pending" ? outcome.place : undefined;
  if (step.kind === "clear") {
    const of = { pin: undefined, label: undefined, window: undefined };
    return { id, code: step.code, kind: "clear", ...of, place: step.place, startedAt: at };
  }
  const { code, pin, label, window } = step;
  return { id, code, kind: "set", pin, label, window, place, aim: step.into ?? step.at, startedAt: at };
}

/** The codes after a turn of one of them, and of those that it makes way for. */
function moved(
  codes: readonly AccessCode[],
  id: AccessCodeId,
  at: number,
  turnOf: (code: AccessCode) => Turn,
): readonly AccessCode[] {
  const before = codes.find((code) => code.id === id);
  if (before === undefined) return codes;
  const turn = turnOf(before);
  const after = codes.map((code) => (code === before ? turn.code : code));
  return turn.makesWay ? after.map((code) => tryRefusedAgain(code, at)) : after;
}
