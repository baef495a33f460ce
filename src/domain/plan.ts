import {
  type AccessCode,
  isKept,
  isSpare,
  type OnLock,
  placement,
  type Trouble,
  type UnsettledAttempt,
} from "./access-code.ts";
import type { ActionAttempt } from "./action-attempt.ts";
import { withBelieved } from "./believed.ts";
import type { Capabilities } from "./capabilities.ts";
import { choosesPinItself } from "./constraints.ts";
import type { AccessCodeId, Place } from "./ids.ts";
import { isLabelOf, labelFor } from "./label.ts";
import type { Resident } from "./observation.ts";
import type { Pin } from "./pin.ts";
import { planIssues } from "./plan-issues.ts";
import { isBeingRemovedByPin, nextRemovalByPin, removalsByPin } from "./plan-lost-tries.ts";
import { type Attribution, deliveredAgainWithinMs } from "./recognise.ts";
import type { IssueStep, Refusal, SetStep, Step } from "./step.ts";
import { closeWindow, overlap } from "./window.ts";
import { beganAtOnce, windowOnLock, windowToSend } from "./window-on-lock.ts";

/** Everything a plan is made from. */
export interface Situation {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly isManagedDevice: boolean;
  readonly capabilities: Capabilities;
  readonly codes: readonly AccessCode[];
  /** What stands on the lock and whose it is, as of this pass. */
  readonly attributions: readonly Attribution[];
  /** Tries whose effect is not known; default none. */
  readonly unsettled?: readonly UnsettledAttempt[];
  /** Empty places, where the lock names them; `undefined`: the provider chooses one. */
  readonly free?: readonly Place[] | undefined;
  /** Doors asked to be turned and not turned yet. */
  readonly turns: readonly ActionAttempt[];
}

/** What a wanted code waits for. */
export type WaitReason = "old_entry" | "no_pin_yet" | "same_pin_leaving" | "same_pin" | "no_place" | "backing_off";

/** Why a wanted code is not being set now. */
export interface Wait {
  readonly code: AccessCodeId;
  readonly reason: WaitReason;
  /** A sentence; no PINs. */
  readonly why: string;
  /** When this is looked at again; `undefined`: when something changes. */
  readonly until: number | undefined;
  /** The lock would refuse it, as is known without asking. */
  readonly refusal: Refusal | undefined;
}

export interface Plan {
  /** In the order they are to be done. */
  readonly steps: readonly Step[];
  readonly waits: readonly Wait[];
  /** The next moment at which time alone changes this plan, epoch milliseconds. */
  readonly nextAt: number | undefined;
}

/**
 * What to do at a lock so that it comes to hold what is wanted: pure, and idempotent, for once its
 * steps are done and seen, planning again yields none. It names only places that hold codes of ours,
 * or an unmanaged code that somebody asked to delete.
 */
export function plan(asSeen: Situation): Plan {
  const { now, capabilities, codes } = asSeen;
  const situation = { ...asSeen, attributions: withBelieved(codes, asSeen.attributions) };
  const turns = situation.turns.map(turnStep);
  if (!situation.isManagedDevice) {
    // Of a device that was let go, nothing is ours but the spare codes that nobody had pulled.
    const ours = situation.attributions.filter(({ code }) => code?.isManaged === true && code.retired !== undefined);
    const leftover = ours.flatMap((attribution) => clearStep(attribution, situation));
    return { steps: [...turns, ...leftover], waits: [], nextAt: nextMoment(situation, []) };
  }
  const clears = situation.attributions
    .filter((attribution) => !attribution.extra || isOneTooMany(attribution, asSeen))
    .flatMap((attribution) => clearStep(attribution, situation));
  const lost = removalsByPin(situation);
  const issues = planIssues(situation);
  const wanted = codes
    .filter((code) => code.offline === undefined && belongsNow(code, capabilities, now))
    .sort(byUrgency);
  const sets: (SetStep | IssueStep)[] = [];
  const waits: Wait[] = [];
  const free = (capabilities.maxCodes ?? Number.POSITIVE_INFINITY) - situation.attributions.length;
  for (const code of wanted) {
    const decision = decide(code, situation, {
      free: free - sets.filter((step) => step.into === undefined).length,
      labels: sets.map((step) => step.label),
      places: sets.flatMap((step) => (step.kind === "set" ? (step.at ?? []) : [])),
      leaving: lost.flatMap(({ expecting }) => expecting.pin ?? []),
    });
    if (decision === undefined) continue;
    if ("kind" in decision) sets.push(decision);
    else waits.push(decision);
  }
  return { steps: [...turns, ...issues, ...clears, ...lost, ...sets], waits, nextAt: nextMoment(situation, waits) };
}

/** Whether a code stands on the lock as it is wanted there. */
export function isAsWanted(code: AccessCode, onLock: OnLock, capabilities: Capabilities): boolean {
  if (code.pin === undefined || !code.pin.equals(onLock.pin)) return false;
  if (beganAtOnce(onLock, windowOnLock(code, capabilities), capabilities)) return true;
  return closeWindow(onLock.window, windowOnLock(code, capabilities));
}

/**
 * Whether the name on the lock may stay as it is. A name that was changed at the lock is let be, and a lock
 * that would lose the code for a while to change its name keeps the old one: no guest waits for a label.
 */
export function isNameSettled(code: AccessCode, capabilities: Capabilities): boolean {
  if (code.confirmed === undefined || code.confirmed.name === code.name || !capabilities.updatesInPlace) return true;
  const label = code.onLock?.label;
  return label === undefined || isLabelOf(label, code.name, capabilities);
}

/** Whether a change that others made is let stand: it is allowed, and nothing new was asked for since. */
export function isHonoured(code: AccessCode): boolean {
  return (
    code.allowsExternalModification && code.externalChange !== undefined && code.externalChange.version === code.version
  );
}

/** Whether a code that we keep should be on the lock at this moment. */
export function belongsNow(code: AccessCode, capabilities: Capabilities, now: number): boolean {
  if (!isKept(code)) return false;
  const place = placement(code, capabilities);
  return place !== undefined && place.from <= now && now < place.until;
}

function turnStep(attempt: ActionAttempt): Step {
  const to = attempt.type === "LOCK_DOOR" ? "locked" : "unlocked";
  return { kind: "turn", attempt: attempt.id, to, why: `The door was asked to be ${to}.` };
}

function clearStep({ resident, code, extra }: Attribution, situation: Situation): readonly Step[] {
  if (code === undefined || resident.state === "leaving") return [];
  const why = reasonToClear(code, extra, situation);
  if (why === undefined || isBackingOff(code, "clear", situation.now)) return [];
  const expecting = { pin: pinToExpect(resident, code, extra), label: resident.label };
  return [{ kind: "clear", code: code.id, place: resident.place, expecting, why }];
}

/** Whether a second entry may go: while nobody has seen the first one beside it, it may be all that opens the door. */
function isOneTooMany({ code }: Attribution, { attributions }: Situation): boolean {
  if (code?.retired !== undefined || code?.onLock === undefined) return true;
  return attributions.some((other) => other.code?.id === code.id && !other.extra);
}

/** Where the lock hides digits, those that are known to have been put there: some providers take a code away by them. */
function pinToExpect(resident: Resident, { onLock }: AccessCode, extra: boolean): Pin | undefined {
  const isItself = !extra && onLock?.place === resident.place && resident.altered !== true;
  return resident.pin ?? (isItself ? onLock.pin : undefined);
}

function reasonToClear(code: AccessCode, extra: boolean, { capabilities, now }: Situation): string | undefined {
  // What another workspace keeps is not ours to remove, whatever becomes of our record of it.
  if (code.transferredAt !== undefined) return undefined;
  if (extra) return "A second entry of this code stands on the lock.";
  if (code.retired?.because === "deleted") return "The code was deleted.";
  if (code.retired?.because === "ended") return "The code has ended.";
  if (!code.isManaged || code.onLock === undefined || isHonoured(code)) return undefined;
  const place = placement(code, capabilities);
  if (place !== undefined && now < place.from) return "The code now starts later than the lock may have it.";
  if (isAsWanted(code, code.onLock, capabilities) || capabilities.updatesInPlace) return undefined;
  return "The code changed, and this lock cannot change a code where it stands.";
}

/** What the steps before this one leave. */
interface Left {
  /** Places without a code. */
  readonly free: number;
  /** Names that they give away. */
  readonly labels: readonly string[];
  /** Empty places that they fill. */
  readonly places: readonly Place[];
  /** PINs that they take off, whatever has them. */
  readonly leaving: readonly Pin[];
}

function decide(
  code: AccessCode,
  situation: Situation,
  { free, labels, places, leaving }: Left,
): SetStep | IssueStep | Wait | undefined {
  const { capabilities, attributions, now } = situation;
  if (isHonoured(code)) return undefined;
  const mine = attributions.find((one) => one.code?.id === code.id && !one.extra)?.resident;
  const onLock = code.onLock;
  if (mine !== undefined && onLock !== undefined) {
    if (isAsWanted(code, onLock, capabilities) && isNameSettled(code, capabilities)) return undefined;
    if (mine.state === "leaving" || !capabilities.updatesInPlace)
      return wait(code, "old_entry", "The old entry is being removed first.");
  }
  // Whoever chooses the PIN puts no other where one is gone: it chooses anew.
  const isChosen = choosesPinItself(capabilities) && (mine === undefined || code.pin === undefined);
  if (code.pin === undefined && !isChosen) return wait(code, "no_pin_yet", "The provider has yet to choose the PIN.");
  const clash = isChosen ? undefined : clashing(code, situation);
  const isGoing = leaving.some((pin) => pin.equals(code.pin)) || isBeingRemovedByPin(situation, code.pin);
  if (clash === "leaving" || (clash === undefined && isGoing))
    return wait(code, "same_pin_leaving", "A code with the same PIN is being removed first.");
  if (clash !== undefined) return refuse(code, "same_pin", "duplicate", "Another code on this lock has the same PIN.");
  const full = () => refuse(code, "no_place", "full", "Every place for codes on this lock is taken.");
  if (mine === undefined && free <= 0) return full();
  if (isBackingOff(code, "set", now))
    return wait(code, "backing_off", "The last try did not succeed.", code.trouble && mayTryAt(code.trouble));
  const spot = mine === undefined ? emptyPlaceFor(code, situation, places) : {};
  if (spot === undefined) {
    if (situation.free?.length === 0) return full();
    return wait(code, "no_place", "The places that are known to be free are given to codes before it.");
  }
  const asked = {
    code: code.id,
    label: labelFor(code.name, capabilities, labelsOfOthers(code, situation, labels)),
    window: windowToSend(windowOnLock(code, capabilities), capabilities, now),
    into: mine?.place,
    why: reasonToSet(code, mine !== undefined),
  };
  return isChosen || code.pin === undefined
    ? { kind: "issue", of: "online", online: true, ...asked }
    : { kind: "set", pin: code.pin, ...asked, ...spot };
}

/**
 * Where a new code goes on a lock that names its empty places: where an earlier try of it went, so that two tries leave
 * one code, or else where no try of any other code may still come to stand, and sooner where no removal without an
 * answer may still come: it would take whatever stands there by then. `undefined`: nowhere for now.
 */
function emptyPlaceFor(
  code: AccessCode,
  { now, free, attributions, unsettled = [] }: Situation,
  given: readonly Place[],
): { readonly at?: Place; readonly again?: true } | undefined {
  if (free === undefined) return {};
  const taken = new Set([...attributions.map(({ resident }) => resident.place), ...given]);
  const aimed = unsettled.filter(({ kind }) => kind === "set");
  const own = aimed.flatMap((one) => (one.code === code.id && one.aim !== undefined ? [one.aim] : []));
  const before = own.findLast((place) => !taken.has(place));
  if (before !== undefined) return { at: before, again: true };
  const open = free.filter((place) => !taken.has(place) && aimed.every(({ aim }) => aim !== place));
  const removals = unsettled.filter(
    ({ kind, startedAt }) => kind === "clear" && now - startedAt < deliveredAgainWithinMs,
  );
  const at = open.find((place) => removals.every((one) => one.place !== place)) ?? open[0];
  return at === undefined ? undefined : { at };
}

function reasonToSet(code: AccessCode, stands: boolean): string {
  if (code.externalChange?.version === code.version) return "Somebody changed or removed the code at the lock.";
  if (stands) return "The code on the lock is not as it is wanted.";
  return code.window === undefined ? "The code is to work from now on." : "The code is due on the lock.";
}

/** Another entry that would open for the same PIN at the same time, or `leaving` where we are removing it. */
function clashing(code: AccessCode, { attributions, capabilities }: Situation): "stays" | "leaving" | undefined {
  const clashes = attributions.filter(({ resident, code: owner, extra }) => {
    if (owner?.id === code.id && !extra) return false;
    const pin = resident.pin ?? owner?.onLock?.pin;
    if (pin === undefined || !pin.equals(code.pin)) return false;
    return !capabilities.sharesPinAcrossWindows || overlap(resident.window, code.window);
  });
  if (clashes.length === 0) return undefined;
  const going = clashes.every(
    (one) => one.extra || one.code?.retired !== undefined || one.resident.state === "leaving",
  );
  return going ? "leaving" : "stays";
}

/** What stands on the lock, may come to stand there after a lost reply, or is given away in this plan. */
function labelsOfOthers(
  code: AccessCode,
  { attributions, unsettled = [] }: Situation,
  given: readonly string[],
): ReadonlySet<string> {
  const seen = attributions.flatMap(({ resident, code: owner }) =>
    resident.label === undefined || owner?.id === code.id ? [] : [resident.label],
  );
  const tried = unsettled.flatMap((attempt) =>
    attempt.label === undefined || attempt.code === code.id ? [] : [attempt.label],
  );
  return new Set([...seen, ...tried, ...given]);
}

function isBackingOff(code: AccessCode, doing: "set" | "clear", now: number): boolean {
  const trouble = code.trouble;
  if (trouble === undefined || trouble.doing !== doing || trouble.version !== code.version) return false;
  return now < mayTryAt(trouble);
}

function mayTryAt({ retryAt, notBefore }: Trouble): number {
  return Math.max(retryAt, notBefore ?? retryAt);
}

/** Who comes first takes the last place: a guest before a spare code, and the earlier guest before the later. */
function byUrgency(one: AccessCode, other: AccessCode): number {
  if (isSpare(one) !== isSpare(other)) return isSpare(one) ? 1 : -1;
  const startOf = (code: AccessCode) => code.window?.startsAt ?? code.createdAt;
  return startOf(one) - startOf(other) || (one.id < other.id ? -1 : 1);
}

function wait(code: AccessCode, reason: WaitReason, why: string, until?: number): Wait {
  return { code: code.id, reason, why, until, refusal: undefined };
}

function refuse(code: AccessCode, reason: WaitReason, refusal: Refusal, why: string): Wait {
  return { code: code.id, reason, why, until: undefined, refusal };
}

/** The next placement edge, end of a wait or retry. */
function nextMoment(situation: Situation, waits: readonly Wait[]): number | undefined {
  const { codes, capabilities, now } = situation;
  const moments = codes.flatMap((code) => {
    // Of a stranger's code nothing is to be seen to when it begins or ends: no lock is woken for that.
    if (!isKept(code)) return [code.trouble?.retryAt];
    const place = placement(code, capabilities);
    // A lock that keeps whole minutes opens a little later than was asked for, and the code is set from then on.
    return [place?.from, code.window?.startsAt, code.onLock?.window?.startsAt, place?.until, code.trouble?.retryAt];
  });
  const later = [...moments, ...waits.map((one) => one.until), nextRemovalByPin(situation)].filter(
    (at): at is number => at !== undefined && at > now && Number.isFinite(at),
  );
  return later.length === 0 ? undefined : Math.min(...later);
}
