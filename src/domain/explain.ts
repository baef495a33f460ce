import { type AccessCode, isKept, placement, type UnsettledAttempt } from "./access-code.ts";
import type { ConnectedAccount } from "./connected-account.ts";
import type { Device } from "./device.ts";
import type { ExplainedCause } from "./explained-causes.ts";
import { endIfOver } from "./life.ts";
import type { FailureCause } from "./observation.ts";
import { isHonoured, type Plan, plan, type Situation, type WaitReason } from "./plan.ts";
import { isConfirmedAsWanted, type Status, statusOf } from "./status.ts";
import { doingOf, type Refusal, type Step } from "./step.ts";

/** What is known of a lock and of the work on it, at one moment. */
export interface KnownOfLock {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly device: Device;
  readonly account: ConnectedAccount;
  /** Every code of the device that is not gone. */
  readonly codes: readonly AccessCode[];
  readonly unsettled: readonly UnsettledAttempt[];
  /** When the device is to be worked next, and until when somebody works it now; epoch milliseconds. */
  readonly dueAt: number | undefined;
  readonly heldUntil: number | undefined;
}

/** What happens next by itself. `at` is epoch milliseconds. */
export type Next =
  /** A step for the code is tried. */
  | { readonly kind: "attempt"; readonly at: number; readonly step: Doing }
  /** The code's time on the lock comes; the planner then decides. */
  | { readonly kind: "due"; readonly at: number }
  /** The lock, which holds the code, begins to open for it. */
  | { readonly kind: "start"; readonly at: number }
  /** The code's time is over, and it is taken off. */
  | { readonly kind: "end"; readonly at: number }
  /** The lock is looked at; what is seen then decides. */
  | { readonly kind: "look"; readonly at: number }
  | { readonly kind: "nothing" };

/** What is done for a code; `issue`: its PIN is computed by the maker. */
export type Doing = Exclude<Step["kind"], "turn">;

/** What the planner makes of the code now. */
export type Planned =
  | { readonly kind: Doing; readonly why: string }
  | { readonly kind: "wait"; readonly why: string; readonly until: number | undefined }
  | { readonly kind: "nothing" };

/** Why a code stands as it does. */
export interface Explanation {
  readonly status: Status | "gone";
  /** Exactly one for each code that is not set; `undefined`: it is set. */
  readonly cause: ExplainedCause | undefined;
  /** What the provider or lock said, where that is the cause. */
  readonly detail: string | undefined;
  /** Since when, epoch milliseconds, where that is known. */
  readonly since: number | undefined;
  readonly planned: Planned;
  readonly next: Next;
  /** When the lock is looked at next; `undefined`: nobody is to look. Epoch milliseconds. */
  readonly lookAt: number | undefined;
}

/** Work that is due this long without anybody taking it up is late, in milliseconds. */
export const workerLateMs = 2 * 60_000;

/**
 * Why a code stands as it does, and what happens next: the planner's own decision on what is known, made now
 * and for the moments to come. A code that is gone comes with `goneAt`, and is not among the codes of the lock.
 */
export function explain(known: KnownOfLock, code: AccessCode, goneAt?: number): Explanation {
  if (goneAt !== undefined) return gone(code, goneAt);
  const now = endIfOver(code, known.now);
  const status = statusNow(now, known);
  const planned = plan(situationAt(known, known.now));
  const own = plannedFor(now, planned);
  const view: View = { known, code: now, status, planned, own };
  const cause = causeOf(view);
  return {
    status,
    cause,
    ...particulars(view, cause),
    planned: own,
    next: nextOf(view, cause),
    lookAt: isLookedAt(known) ? lookMoment(known) : undefined,
  };
}

interface View {
  readonly known: KnownOfLock;
  readonly code: AccessCode;
  readonly status: Status;
  readonly planned: Plan;
  readonly own: Planned;
}

function gone(code: AccessCode, goneAt: number): Explanation {
  return {
    status: "gone",
    cause: code.retired?.because ?? "left_by_itself",
    detail: undefined,
    since: goneAt,
    planned: { kind: "nothing" },
    next: { kind: "nothing" },
    lookAt: undefined,
  };
}

/** The contract calls every unmanaged code set, also one that somebody asked to delete. */
function statusNow(code: AccessCode, { device, account, now }: KnownOfLock): Status {
  if (!code.isManaged && code.retired !== undefined && account.disconnectedSince === undefined) return "removing";
  return statusOf(code, device, account, now);
}

/** What a pass would plan from at `now`, were everything as it is known. */
function situationAt({ device, codes, unsettled }: KnownOfLock, now: number): Situation {
  const present = codes.map((code) => endIfOver(code, now));
  return {
    now,
    isManagedDevice: device.isManaged,
    capabilities: device.report.capabilities,
    codes: present,
    unsettled,
    // No listing shows what a lock knows by computation alone.
    attributions: present.flatMap((code) =>
      code.onLock === undefined || code.offline !== undefined ? [] : [{ resident: code.onLock, code, extra: false }],
    ),
    turns: [],
  };
}

function plannedFor(code: AccessCode, { steps, waits }: Plan): Planned {
  const step = steps.find((one) => isStepFor(code, one));
  if (step !== undefined && step.kind !== "turn") return { kind: doingOf(step), why: step.why };
  const wait = waits.find((one) => one.code === code.id);
  return wait === undefined ? { kind: "nothing" } : { kind: "wait", why: wait.why, until: wait.until };
}

function isStepFor(code: AccessCode, step: Step): boolean {
  return step.kind !== "turn" && step.code === code.id;
}

function causeOf(view: View): ExplainedCause | undefined {
  const { known, code, status } = view;
  const { device, account, now } = known;
  if (account.disconnectedSince !== undefined) return "account_disconnected";
  if (status === "set") return undefined;
  if (device.removedSince !== undefined) return "device_removed";
  if (code.transferredAt !== undefined) return "kept_by_another_workspace";
  if (status === "unset") {
    if (isConfirmedAsWanted(code, device)) return "waiting_for_start";
    if (isHonoured(code)) return "left_as_changed";
  }
  if (!device.isManaged) return "unmanaged_device";
  const place = placement(code, device.report.capabilities);
  if (place !== undefined && now < place.from) return "not_due_yet";
  if (isLate(known)) return "worker_not_running";
  if (code.offline !== undefined) return offlineCause(view);
  return lookCause(device) ?? (code.retired === undefined ? settingCause(view) : removingCause(view));
}

/** Why nobody can see the lock. */
function lookCause({ report, unreachableSince, lookFailure }: Device): ExplainedCause | undefined {
  if (report.disconnected === "hub_disconnected") return "hub_unreachable";
  if (report.disconnected === "device_disconnected") return "device_unreachable";
  return unreachableSince === undefined ? undefined : failureCauses[lookFailure?.because ?? "unreachable"];
}

/** An offline code needs no lock that can be reached, only a maker that computes its PIN. */
function offlineCause({ known, code }: View): ExplainedCause {
  if (code.retired !== undefined) return code.onLock === undefined ? "being_removed" : "not_to_be_taken_back";
  if (known.device.report.capabilities.programsOfflineCodes !== true) return "cannot_take_codes";
  const trouble = troubleOf(code);
  return trouble === undefined ? "waiting_for_pin" : troubleCause(trouble);
}

function settingCause({ known, code, planned, own }: View): ExplainedCause {
  const { hasKeypad, capabilities } = known.device.report;
  const wait = planned.waits.find((one) => one.code === code.id);
  if (wait !== undefined && wait.reason !== "backing_off") return waitCauses[wait.reason];
  if (own.kind === "clear") return "being_replaced";
  if (own.kind === "nothing") return "waiting_for_confirmation";
  if (capabilities.programsOnlineCodes !== true) return hasKeypad ? "cannot_take_codes" : "no_keypad";
  const trouble = troubleOf(code);
  if (trouble !== undefined) return troubleCause(trouble);
  if (isUnsettled(known, code)) return "waiting_for_confirmation";
  return code.externalChange?.version === code.version ? "changed_by_others" : "being_set";
}

function removingCause({ known, code, own }: View): ExplainedCause {
  const trouble = troubleOf(code);
  if (code.onLock === undefined) return isUnsettled(known, code) ? "may_still_land" : "being_removed";
  if (trouble !== undefined) return troubleCause(trouble);
  return own.kind === "clear" && !isUnsettled(known, code) ? "being_removed" : "waiting_for_confirmation";
}

const waitCauses: Readonly<Record<Exclude<WaitReason, "backing_off">, ExplainedCause>> = {
  old_entry: "being_replaced",
  no_pin_yet: "waiting_for_pin",
  same_pin_leaving: "same_pin_leaving",
  same_pin: "same_pin_on_lock",
  no_place: "waiting_for_room",
};

const failureCauses: Readonly<Record<FailureCause, ExplainedCause>> = {
  unreachable: "device_unreachable",
  busy: "device_busy",
  throttled: "provider_throttles",
  unauthorized: "credentials_refused",
  provider: "provider_fails",
  not_done: "waiting_for_confirmation",
  hub_queue_full: "device_busy",
  invalid_credentials: "credentials_refused",
  not_subscribed: "cannot_take_codes",
};

const refusalCauses: Readonly<Record<Refusal, ExplainedCause>> = {
  duplicate: "same_pin_on_lock",
  full: "waiting_for_room",
  constraint: "provider_refuses",
  unsupported: "provider_refuses",
  occupied: "provider_refuses",
  name_taken: "provider_refuses",
  no_variance: "provider_refuses",
  no_user_level: "provider_refuses",
};

type Trouble = NonNullable<AccessCode["trouble"]>;

function troubleCause({ because }: Trouble): ExplainedCause {
  return because in failureCauses ? failureCauses[because as FailureCause] : refusalCauses[because as Refusal];
}

/** The trouble that the code has with what is wanted of it now. */
function troubleOf({ trouble, retired, version, offline, onLock }: AccessCode): Trouble | undefined {
  // A removal that was taken on again is under way: how the one before it went is told if this one comes to nothing too.
  if (retired !== undefined && onLock?.state === "leaving") return undefined;
  const doing = retired !== undefined ? "clear" : offline === undefined ? "set" : "issue";
  return trouble !== undefined && trouble.doing === doing && trouble.version === version ? trouble : undefined;
}

/** A pass saw that the lock would refuse it, and sent nothing; what it saw need not be among the codes that we know. */
function isForeseen(code: AccessCode): boolean {
  const trouble = troubleOf(code);
  return trouble?.kind === "refused" && trouble.retryAt <= trouble.lastAt;
}

function isUnsettled({ unsettled }: KnownOfLock, code: AccessCode): boolean {
  return unsettled.some((one) => one.code === code.id);
}

function particulars({ known, code }: View, cause: ExplainedCause | undefined): Pick<Explanation, "detail" | "since"> {
  const { device, account } = known;
  const trouble = troubleOf(code);
  if (cause === undefined) return { detail: undefined, since: undefined };
  if (cause === "account_disconnected") return { detail: undefined, since: account.disconnectedSince };
  if (cause === "device_removed") return { detail: undefined, since: device.removedSince };
  if (lookCause(device) === cause) return { detail: device.lookFailure?.detail, since: device.unreachableSince };
  if (trouble !== undefined && troubleCause(trouble) === cause) return { detail: trouble.detail, since: trouble.since };
  if (cause === "left_as_changed" || cause === "changed_by_others")
    return { detail: undefined, since: code.externalChange?.at };
  return { detail: undefined, since: code.retired?.at ?? code.wantedSince };
}

/** Whether passes over the device look at it at all. */
function isLookedAt({ account, device }: KnownOfLock): boolean {
  return account.disconnectedSince === undefined && device.removedSince === undefined;
}

function isHeld({ heldUntil, now }: KnownOfLock): boolean {
  return heldUntil !== undefined && heldUntil > now;
}

function isLate(known: KnownOfLock): boolean {
  return !isHeld(known) && (known.dueAt === undefined || known.dueAt < known.now - workerLateMs);
}

/** While somebody works the device, its due time stands at the end of the lease. */
function lookMoment(known: KnownOfLock): number | undefined {
  if (isHeld(known)) return known.now;
  return known.dueAt === undefined ? undefined : Math.max(known.dueAt, known.now);
}

function nextOf(view: View, cause: ExplainedCause | undefined): Next {
  const { known, code } = view;
  const attempt = nextAttempt(view);
  if (attempt !== undefined && cause !== "worker_not_running") return attempt;
  const from = placement(code, known.device.report.capabilities)?.from;
  if (cause === "not_due_yet" && from !== undefined) return { kind: "due", at: from };
  const opens = code.onLock?.window;
  if (cause === "waiting_for_start" && opens !== undefined) return { kind: "start", at: opens.startsAt };
  const isHeldByLock = (cause === undefined && isKept(code)) || cause === "not_to_be_taken_back";
  if (isHeldByLock) return code.window === undefined ? { kind: "nothing" } : { kind: "end", at: code.window.endsAt };
  const lookAt = lookMoment(known);
  const looks = cause !== undefined && !unanswerable.has(cause) && !isLate(known);
  return looks && isLookedAt(known) && lookAt !== undefined ? { kind: "look", at: lookAt } : { kind: "nothing" };
}

/** What no look at the lock can change. */
const unanswerable: ReadonlySet<ExplainedCause> = new Set([
  "left_as_changed",
  "kept_by_another_workspace",
  "unmanaged_device",
]);

/** When the planner has a step for the code, were nothing else to change. */
function nextAttempt({ known, code }: View): Next | undefined {
  const { device, now, dueAt } = known;
  if (!isLookedAt(known) || !device.isManaged || dueAt === undefined || isForeseen(code)) return undefined;
  const from = placement(code, device.report.capabilities)?.from;
  const moments = [now, from, code.trouble?.retryAt]
    .filter((at): at is number => at !== undefined && at >= now && Number.isFinite(at))
    .sort((one, other) => one - other);
  for (const moment of moments) {
    // A pass comes when the device is due, and not before: by then the code may be over.
    const at = Math.max(moment, lookMoment(known) ?? moment);
    const step = plan(situationAt(known, at)).steps.find((one) => isStepFor(code, one));
    if (step !== undefined && step.kind !== "turn") return { kind: "attempt", at, step: doingOf(step) };
  }
  return undefined;
}
