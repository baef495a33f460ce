import {
  type AccessCode,
  type ExternalChange,
  isKept,
  type Moment,
  type OnLock,
  type Trouble,
  type UnsettledAttempt,
} from "./access-code.ts";
import type { ErrorCode, WarningCode } from "./catalog/catalog.ts";
import type { ConnectedAccount } from "./connected-account.ts";
import type { Device } from "./device.ts";
import type { NewEvent } from "./event.ts";
import { issuesOf } from "./issues.ts";
import { isByPinAlone } from "./lost-tries.ts";
import { changesSince } from "./mutations.ts";
import { atLeast } from "./observation.ts";
import { endOfflineIfOver, issued } from "./offline-life.ts";
import { belongsNow, isHonoured, isNameSettled } from "./plan.ts";
import { type Finding, landingMs } from "./recognise.ts";
import { isConfirmedAsWanted, isScheduledOnDevice, statusOf, strongestEvidence } from "./status.ts";
import { type ClearStep, doingOf, type Outcome, type SetStep, type Step } from "./step.ts";
import { closeWindow, sameWindow } from "./window.ts";

/** A code after something became known of it, and the facts to tell. Whoever saves the one appends the others. */
export interface Turn {
  readonly code: AccessCode;
  readonly events: readonly CodeEvent[];
  /** Nothing of it is left to enforce or to see. */
  readonly gone: boolean;
  /** Something that stood on the lock is off it, or is another: what was refused for its sake may go now. */
  readonly makesWay?: boolean;
}

/** A fact about one code; the recorder adds the ids. `withIssues`: its payload lists what is wrong. */
export interface CodeEvent {
  readonly type: NewEvent["type"];
  readonly withIssues?: true;
  /** Which changes were confirmed. */
  readonly changes?: ReturnType<typeof changesSince>;
  /** The code's PIN goes with it. */
  readonly withCode?: true;
}

/** Retires a code whose window has ended. Needs no look at the lock. */
export function endIfOver(code: AccessCode, now: number): AccessCode {
  if (code.offline !== undefined) return endOfflineIfOver(code, now);
  if (!code.isManaged || code.retired !== undefined || code.window === undefined || now < code.window.endsAt)
    return code;
  return { ...code, retired: { at: code.window.endsAt, because: "ended" } };
}

/**
 * When a code ends that is not retired yet, epoch milliseconds; `undefined`: never. An end that came while a lock was
 * worked lies behind, and is to be seen to at once.
 */
export function endToCome(code: AccessCode, now: number): number | undefined {
  // Nobody sees to it that a stranger's code ends.
  if (!code.isManaged) return undefined;
  if (endIfOver(code, now) !== code) return now;
  return code.window !== undefined && code.window.endsAt > now ? code.window.endsAt : undefined;
}

/** What a finding of `recognise` makes of the code it is about. */
export function absorb(code: AccessCode, finding: Extract<Finding, { code: unknown }>, now: number): Turn {
  const turn = absorbed(code, finding, now);
  return { ...turn, makesWay: isOtherwise(code.onLock, turn.code.onLock) };
}

/** Whether a removal that the provider had taken on came to nothing: the code stands as it stood. */
export function cameBack(before: AccessCode, after: AccessCode): boolean {
  return before.onLock?.state === "leaving" && after.onLock?.state === "on_lock";
}

/** A removal that was taken on and came to nothing is a failed one, and is not given again before `retryAt`. */
export function afterVainRemoval(code: AccessCode, now: number, retryAt: number): AccessCode {
  const detail = "The provider took the removal on, and the lock has not done it.";
  return { ...code, trouble: troubleIn(code, "clear", { kind: "failed", because: "not_done", detail }, now, retryAt) };
}

function absorbed(code: AccessCode, finding: Extract<Finding, { code: unknown }>, now: number): Turn {
  switch (finding.kind) {
    case "stands":
      return { code: stands(code, finding.onLock), events: [], gone: false };
    case "left":
      return left(code);
    case "tampered":
      return tampered(code, finding.changeType, finding.onLock, now);
  }
}

/** What the outcome of a step makes of its code. */
export function afterStep(
  code: AccessCode,
  step: Extract<Step, { code: unknown }>,
  outcome: Outcome,
  now: number,
  retryAt: number,
): Turn {
  const turn = stepped(code, step, outcome, now, retryAt);
  // Of a second entry that was cleared, or one of a code that is gone, the code itself keeps no trace.
  const isCleared = step.kind === "clear" && outcome.kind === "done";
  return { ...turn, makesWay: isCleared || isOtherwise(code.onLock, turn.code.onLock) };
}

/**
 * What the lock refused for want of a place, or for the PIN of another that nobody may have seen there, is tried at once
 * when way was made for it, also where that is known of our own doing alone: no look finds it again.
 */
export function tryRefusedAgain(code: AccessCode, now: number): AccessCode {
  const { trouble } = code;
  if (trouble?.kind !== "refused" || trouble.doing !== "set" || trouble.retryAt <= now) return code;
  return { ...code, trouble: { ...trouble, retryAt: now } };
}

/** Whether what stood there stands no more as it did: the PIN that it had may have been unknown to us. */
function isOtherwise(before: OnLock | undefined, after: OnLock | undefined): boolean {
  if (before === undefined) return false;
  if (after === undefined || before.place !== after.place || before.state !== after.state) return true;
  return before.pin === undefined || !before.pin.equals(after.pin) || !closeWindow(before.window, after.window);
}

function stepped(
  code: AccessCode,
  step: Extract<Step, { code: unknown }>,
  outcome: Outcome,
  now: number,
  retryAt: number,
): Turn {
  // What a lost try may have left is no belief about the code, and is tried again by what was tried before.
  if (isByPinAlone(step)) return { code, events: [], gone: false };
  switch (outcome.kind) {
    case "done":
      if (step.kind === "issue") return { code: issued(code, step, outcome, now), events: [], gone: false };
      return step.kind === "set" ? placed(code, step, outcome, now) : cleared(code, step);
    case "pending":
      if (step.kind === "issue") return { code, events: [], gone: false };
      return step.kind === "set" ? placed(code, step, outcome, now) : leaving(code, step, outcome.place);
    // Something else than was expected stands in the place, which may be ours all the same: only a look tells.
    case "refused":
      return { code: { ...code, trouble: troubleAfter(code, step, outcome, now, retryAt) }, events: [], gone: false };
    case "failed":
      return { code: { ...code, trouble: troubleAfter(code, step, outcome, now, retryAt) }, events: [], gone: false };
  }
}

/** Whether the lock may still come to show this try. */
export function leavesUnsettled(outcome: Outcome): boolean {
  if (outcome.kind === "failed") return outcome.mayHaveHappened;
  if ("issued" in outcome) return false;
  return (outcome.kind === "done" || outcome.kind === "pending") && outcome.place === undefined;
}

/**
 * Tells what is new about a code at the end of a pass: that it is scheduled, set, changed, late, failed
 * or gone, each once for a version of the code.
 */
export function conclude(
  code: AccessCode,
  device: Device,
  account: ConnectedAccount,
  unsettled: readonly UnsettledAttempt[],
  now: number,
): Turn {
  if (isGone(code, device, unsettled, now)) {
    if (!code.isManaged) return { code, events: [{ type: "access_code.unmanaged.removed" }], gone: true };
    return { code, events: [{ type: "access_code.deleted", withCode: true }], gone: true };
  }
  if (!isKept(code)) return { code, events: [], gone: false };
  const events: CodeEvent[] = [];
  const announced = new Set(code.announced);
  const tell = (moment: Moment, event: CodeEvent) => {
    const key = `${moment}@${code.version}`;
    if (announced.has(key)) return;
    announced.add(key);
    events.push(event);
  };
  let next = code;
  const settled = isConfirmedAsWanted(code, device) && isNameSettled(code, device.report.capabilities);
  if (code.retired === undefined && settled) {
    const changes = code.confirmed === undefined ? [] : changesSince(code, code.confirmed);
    if (changes.length > 0) events.push({ type: "access_code.changed", changes });
    next = confirmedNow(code, device, changes.length > 0, now);
    const status = statusOf(next, device, account, now);
    if (status === "unset" && isScheduledOnDevice(next, device))
      tell("scheduled", { type: "access_code.scheduled_on_device", withCode: true });
    if (status === "set") tell("set", { type: "access_code.set_on_device", withCode: true });
  }
  const issues = issuesOf(next, device, account, now);
  const raised = new Set<ErrorCode | WarningCode>([...issues.errors, ...issues.warnings].map((issue) => issue.code));
  if (raised.has("delay_in_setting_on_device"))
    tell("delay_in_setting", { type: "access_code.delay_in_setting_on_device", withIssues: true });
  if (raised.has("delay_in_removing_from_device"))
    tell("delay_in_removing", { type: "access_code.delay_in_removing_from_device", withIssues: true });
  if (raised.has("failed_to_remove_from_device"))
    tell("failed_to_remove", { type: "access_code.failed_to_remove_from_device", withIssues: true });
  if (unsettable.some((code) => raised.has(code)))
    tell("failed_to_set", { type: "access_code.failed_to_set_on_device", withIssues: true });
  return { code: sameSet(announced, code.announced) ? next : { ...next, announced }, events, gone: false };
}

const unsettable = [
  "failed_to_set_on_device",
  "duplicate_code_on_device",
  "no_space_for_access_code_on_device",
] as const satisfies readonly ErrorCode[];

function confirmedNow(code: AccessCode, device: Device, changed: boolean, now: number): AccessCode {
  const externalChange = isHonoured(code) ? code.externalChange : undefined;
  // What stands as it is wanted, and stands too soon, is still to come off: that this failed is not over.
  const isTooSoon = code.trouble?.doing === "clear" && !belongsNow(code, device.report.capabilities, now);
  const trouble = isTooSoon ? code.trouble : undefined;
  const same =
    code.confirmed !== undefined && !changed && trouble === code.trouble && externalChange === code.externalChange;
  if (same) return code;
  const confirmed = { pin: code.pin, name: code.name, window: code.window };
  return { ...code, confirmed, trouble, externalChange };
}

function stands(code: AccessCode, onLock: OnLock): AccessCode {
  const known = { ...code, onLock };
  // Nobody removed it after all: the listing that said so was older than the code.
  if (code.isManaged && code.externalChange?.changeType === "removed") return { ...known, externalChange: undefined };
  if (code.isManaged) return known;
  return { ...known, pin: onLock.pin, name: onLock.label, window: onLock.window };
}

function left(code: AccessCode): Turn {
  const wasThere = code.onLock !== undefined && reachedTheLock(code);
  const next = { ...code, onLock: undefined, trouble: code.trouble?.doing === "clear" ? undefined : code.trouble };
  const told = code.isManaged && code.retired !== undefined && wasThere;
  if (!code.isManaged && code.retired === undefined) {
    return { code: next, events: [{ type: "access_code.unmanaged.removed" }], gone: true };
  }
  return { code: next, events: told ? [{ type: "access_code.removed_from_device" }] : [], gone: false };
}

function tampered(code: AccessCode, changeType: "modified" | "removed", onLock: OnLock | undefined, now: number): Turn {
  const type =
    changeType === "removed" ? "access_code.deleted_external_to_seam" : "access_code.modified_external_to_seam";
  const known = code.externalChange?.version === code.version && code.externalChange.changeType === changeType;
  const announced = new Set(
    [...code.announced].filter((one) => one !== `set@${code.version}` && one !== `scheduled@${code.version}`),
  );
  const externalChange =
    known && code.externalChange !== undefined ? code.externalChange : { changeType, at: now, version: code.version };
  let next: AccessCode = { ...code, onLock, externalChange, announced };
  if (code.allowsExternalModification && onLock !== undefined) {
    next = { ...next, ...changedThere(code, onLock, externalChange) };
  }
  return { code: next, events: [{ type }], gone: false };
}

/**
 * What was changed at the lock counts now, also as the answer to a caller who asks for the PIN, unless a caller has
 * changed the same since the lock was last told: a stay that was prolonged does not end when the lock still says so.
 * Then it was a change of an earlier wish, and the lock is told the later one.
 */
function changedThere(code: AccessCode, onLock: OnLock, change: ExternalChange): Partial<AccessCode> {
  const { confirmed } = code;
  const isPinAsTold = confirmed === undefined || code.pin === undefined || code.pin.equals(confirmed.pin);
  const isWindowAsTold = confirmed === undefined || sameWindow(code.window, confirmed.window);
  return {
    pin: isPinAsTold ? (onLock.pin ?? code.pin) : code.pin,
    window: isWindowAsTold && code.window !== undefined ? (onLock.window ?? code.window) : code.window,
    externalChange: { ...change, version: isPinAsTold && isWindowAsTold ? change.version : change.version - 1 },
  };
}

function placed(
  code: AccessCode,
  step: SetStep,
  outcome: Extract<Outcome, { kind: "done" | "pending" }>,
  now: number,
): Turn {
  const place = outcome.place ?? step.into;
  if (place === undefined) return { code: { ...code, trouble: undefined }, events: [], gone: false };
  const grade = outcome.kind === "done" ? outcome.evidence : "claimed";
  const state = atLeast(grade, "acknowledged") ? "on_lock" : "arriving";
  const onLock: OnLock = {
    place,
    pin: step.pin,
    label: step.label,
    window: step.window,
    state,
    evidence: { [grade]: now },
  };
  return { code: { ...code, onLock, trouble: undefined }, events: [], gone: false };
}

function cleared(code: AccessCode, step: ClearStep): Turn {
  // A second entry was cleared: the first still stands.
  if (code.onLock !== undefined && code.onLock.place !== step.place)
    return { code: { ...code, trouble: undefined }, events: [], gone: false };
  return left({ ...code, trouble: undefined });
}

/** `place`: what the provider calls it from now on, where a removal under way has another name. */
function leaving(code: AccessCode, step: ClearStep, place = step.place): Turn {
  if (code.onLock === undefined || code.onLock.place !== step.place) return { code, events: [], gone: false };
  return {
    // How often it was taken on in vain counts until the code is off.
    code: { ...code, onLock: { ...code.onLock, place, state: "leaving" }, trouble: withTroubleOf(code, "clear") },
    events: [],
    gone: false,
  };
}

function withTroubleOf({ trouble }: AccessCode, doing: Trouble["doing"]): Trouble | undefined {
  return trouble?.doing === doing ? trouble : undefined;
}

function troubleAfter(
  code: AccessCode,
  step: Extract<Step, { code: unknown }>,
  outcome: Extract<Outcome, { kind: "refused" | "failed" }>,
  now: number,
  retryAt: number,
): Trouble {
  return troubleIn(code, doingOf(step), outcome, now, retryAt);
}

function troubleIn(
  code: AccessCode,
  doing: Trouble["doing"],
  outcome: Pick<Trouble, "kind" | "because" | "detail">,
  now: number,
  retryAt: number,
): Trouble {
  const before = code.trouble;
  const continues =
    before !== undefined && before.doing === doing && before.version === code.version && before.kind === outcome.kind;
  return {
    doing,
    kind: outcome.kind,
    because: outcome.because,
    detail: outcome.detail,
    since: continues ? before.since : now,
    lastAt: now,
    tries: continues ? before.tries + 1 : 1,
    version: code.version,
    retryAt,
  };
}

/**
 * Retired, and nothing of it on the lock or on its way there. What a try may have left is looked for once after the
 * retirement: until the lock can be reached, it may stand.
 */
function isGone(code: AccessCode, device: Device, unsettled: readonly UnsettledAttempt[], now: number): boolean {
  if (code.transferredAt !== undefined) return code.retired !== undefined;
  if (code.retired === undefined || code.onLock !== undefined || device.isEntrusted === true) return false;
  const tries = unsettled.filter((one) => one.code === code.id && one.kind === "set" && one.wasSeen !== true);
  if (tries.some((one) => now - one.startedAt < landingMs)) return false;
  return tries.length === 0 || (device.wholeLookAt !== undefined && device.wholeLookAt >= code.retired.at);
}

function reachedTheLock(code: AccessCode): boolean {
  const grade = strongestEvidence(code);
  return code.confirmed !== undefined || (grade !== undefined && atLeast(grade, "acknowledged"));
}

function sameSet(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((item) => other.has(item));
}
