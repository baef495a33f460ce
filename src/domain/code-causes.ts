import { type AccessCode, isKept, placement, type Trouble } from "./access-code.ts";
import { accessCodeErrors } from "./catalog/access-code-errors.ts";
import { accessCodeWarnings } from "./catalog/access-code-warnings.ts";
import type { CodeCause } from "./catalog/causes.ts";
import type { Circumstance, MoreKnown } from "./circumstance.ts";
import type { Device } from "./device.ts";
import { whenItLapses } from "./offline-life.ts";
import { isHonoured } from "./plan.ts";
import { isConfirmedAsWanted } from "./status.ts";

type Circumstances = readonly Circumstance<CodeCause>[];

/** A code that is not on the lock, or not off it, this long after it should be is late, in milliseconds. */
export const lateAfterMs = accessCodeWarnings.delay_in_setting_on_device.afterMs;
/** ... and after this long, or after this many tries, it has failed. */
export const failedAfterMs = accessCodeErrors.failed_to_set_on_device.afterMs;
/** So many tries in a row that failed are a failure. */
export const failedAfterTries = accessCodeErrors.failed_to_set_on_device.afterTries;
/** A guest who stands at the door this long after the start, in milliseconds, is told that it failed. */
const graceAtStartMs = 60_000;

/** What is so of a managed code that should be told. Worked out from its state, so that each ends with it. */
export function causesOf(code: AccessCode, device: Device, now: number): Circumstances {
  if (!code.isManaged) return [];
  if (code.transferredAt !== undefined) return [{ cause: "taken_by_another_workspace", since: code.transferredAt }];
  if (code.retired !== undefined) return removalCauses(code, device, code.retired.at, now);
  const isConfirmed = isConfirmedAsWanted(code, device);
  return [
    ...(isConfirmed ? [] : settingCauses(code, device, now)),
    ...outsideCauses(code, isConfirmed),
    ...lapsing(code, device, now),
  ];
}

/** The moments to come at which time alone raises an issue, so that its event is told on time. */
export function issueMoments(code: AccessCode, device: Device, now: number): readonly number[] {
  if (!isKept(code)) return [];
  const { due, start } = dueTimes(code, device);
  if (code.retired !== undefined)
    return [code.retired.at + lateAfterMs, code.retired.at + failedAfterMs].filter((at) => at > now);
  if (isConfirmedAsWanted(code, device)) return [];
  return [due + lateAfterMs, due + failedAfterMs, start + graceAtStartMs].filter(
    (at) => at > now && Number.isFinite(at),
  );
}

function settingCauses(code: AccessCode, device: Device, now: number): Circumstances {
  const { due, start } = dueTimes(code, device);
  if (now < due) return [];
  const isOurs = code.trouble?.doing !== "clear" && code.trouble?.version === code.version;
  const trouble = isOurs ? code.trouble : undefined;
  if (trouble?.because === "duplicate" || trouble?.because === "full") return withoutPlace(code, trouble);
  const late = now - due;
  const guestWaits = code.window !== undefined && late >= lateAfterMs && now >= start + graceAtStartMs;
  const hasFailed = late >= failedAfterMs || guestWaits || isFailure(trouble);
  const stage: Stage = hasFailed ? "failed" : late >= lateAfterMs ? "late" : "fresh";
  const since = { fresh: due, late: due + lateAfterMs, failed: trouble?.since ?? due }[stage];
  const detail = reasonOf(trouble);
  const told: Circumstances =
    stage === "fresh" ? [] : [{ cause: stage === "failed" ? "set_failed" : "set_late", since, detail }];
  return [
    ...told,
    ...(code.offline === undefined ? waiting(device, stage, due) : []),
    ...unconfirmed(code, device, trouble, stage, since),
    ...closer(code, device, trouble),
  ];
}

type Stage = "fresh" | "late" | "failed";

function removalCauses(code: AccessCode, device: Device, since: number, now: number): Circumstances {
  // A removal that was taken on again is under way, however the one before it went.
  const isUnderWay = code.onLock?.state === "leaving";
  const trouble = code.trouble?.doing === "clear" && !isUnderWay ? code.trouble : undefined;
  const late = now - since;
  const hasFailed = late >= failedAfterMs || isFailure(trouble);
  const stage: Stage = hasFailed ? "failed" : late >= lateAfterMs ? "late" : "fresh";
  const detail = reasonOf(trouble);
  const told: Record<Stage, Circumstances> = {
    fresh: [],
    late: [{ cause: "removal_late", since: since + lateAfterMs, detail }],
    failed: [{ cause: "removal_failed", since: trouble?.since ?? since, detail }],
  };
  const isAccepted = isUnderWay && device.report.disconnected === undefined;
  const silence: Circumstances = isAccepted && stage === "failed" ? [{ cause: "removal_unconfirmed", since }] : [];
  return [...told[stage], ...waiting(device, stage, since), ...silence, ...named(trouble)];
}

/** The lock has it already, or no room for it: pointless to try until something changes there. */
function withoutPlace(code: AccessCode, trouble: Trouble): Circumstances {
  const { since } = trouble;
  const more = { conflictsWith: trouble.conflictsWith };
  if (trouble.because === "full") return [{ cause: "full", since }];
  const stands = code.confirmed !== undefined && code.onLock?.state === "on_lock";
  return [{ cause: "duplicate", since, more }, ...(stands ? [{ cause: "change_prevented", since } as const] : [])];
}

/** Something is to be done at a lock that is out of reach. */
function waiting({ report, unreachableSince }: Device, stage: Stage, due: number): Circumstances {
  const since = Math.max(due, unreachableSince ?? due);
  if (report.disconnected === "hub_disconnected") return [{ cause: "waits_for_hub", since }];
  if (report.disconnected === undefined) return [];
  return [{ cause: stage === "failed" ? "waits_for_lock_for_long" : "waits_for_lock", since }];
}

/** The provider took it, and the lock says nothing. */
function unconfirmed(
  code: AccessCode,
  device: Device,
  trouble: Trouble | undefined,
  stage: Stage,
  since: number,
): Circumstances {
  const isAccepted =
    trouble === undefined && device.report.disconnected === undefined && code.onLock?.state === "arriving";
  if (!isAccepted || stage === "fresh") return [];
  return [{ cause: stage === "failed" ? "unconfirmed_for_long" : "unconfirmed", since }];
}

/** What exactly the last tries met. */
function closer(code: AccessCode, device: Device, trouble: Trouble | undefined): Circumstances {
  if (trouble === undefined) return [];
  const { since } = trouble;
  const said = named(trouble);
  if (said.length > 0) return said;
  if (trouble.kind === "refused") {
    const { codeLengths } = device.report.capabilities;
    const isLength = trouble.because === "constraint" && code.pin !== undefined && codeLengths.length > 0;
    return [{ cause: isLength && !codeLengths.includes(code.pin.length) ? "wrong_length" : "rejected", since }];
  }
  const retried = { cause: trouble.tries >= failedAfterTries ? "retried_in_vain" : "retried", since } as const;
  const isOutage = trouble.because === "provider" && code.confirmed === undefined;
  return [retried, ...(isOutage ? [{ cause: "provider_outage", since } as const] : [])];
}

/** What a provider calls by a name of its own. */
function named(trouble: Trouble | undefined): Circumstances {
  switch (trouble?.because) {
    case "name_taken":
    case "hub_queue_full":
    case "not_subscribed":
    case "no_variance":
    case "no_user_level":
      return [{ cause: trouble.because, since: trouble.since }];
    default:
      return [];
  }
}

function outsideCauses(code: AccessCode, isConfirmed: boolean): Circumstances {
  const change = code.externalChange;
  if (change === undefined || change.version !== code.version) return [];
  const more = { changeType: change.changeType, modifiedFields: modifiedFields(code) };
  if (isHonoured(code)) return [{ cause: "changed_outside_with_leave", since: change.at, more }];
  return isConfirmed ? [] : [{ cause: "changed_outside", since: change.at, more }];
}

/** The lock forgets the PIN unless it is typed in time, and nothing tells whether it was but a report of the keypad. */
function lapsing(code: AccessCode, device: Device, now: number): Circumstances {
  const lapsesAt = whenItLapses(code, device.report.capabilities);
  const issuedAt = code.onLock?.evidence.acknowledged;
  if (lapsesAt === undefined || issuedAt === undefined || now >= lapsesAt) return [];
  return [{ cause: "lapses_unless_used", since: issuedAt }];
}

/** What stands on the lock against what it last confirmed. */
function modifiedFields({ confirmed, onLock }: AccessCode): MoreKnown["modifiedFields"] {
  if (confirmed === undefined || onLock === undefined) return undefined;
  const isSamePin = confirmed.pin === undefined ? onLock.pin === undefined : confirmed.pin.equals(onLock.pin);
  const [was, is] = [confirmed.window, onLock.window];
  const edges = (["startsAt", "endsAt"] as const).flatMap((edge) => {
    const field = edge === "startsAt" ? ("starts_at" as const) : ("ends_at" as const);
    return is === undefined || was?.[edge] === is[edge] ? [] : [{ field, from: was?.[edge], to: is[edge] }];
  });
  return [...(isSamePin ? [] : [{ field: "code", from: confirmed.pin, to: onLock.pin } as const]), ...edges];
}

function isFailure(trouble: Trouble | undefined): boolean {
  if (trouble === undefined) return false;
  // A place that holds something else than was seen is seen anew, and mostly removed then.
  const isFinal = trouble.kind === "refused" && trouble.because !== "occupied";
  return isFinal || trouble.tries >= failedAfterTries;
}

function reasonOf(trouble: Trouble | undefined): string {
  return trouble === undefined ? "The device has not confirmed it." : trouble.detail;
}

/** Since when the code should be as it is wanted, and when a guest may count on it. Put back after others changed it, it is due anew. */
export function dueTimes(code: AccessCode, device: Device): { due: number; start: number } {
  const from = placement(code, device.report.capabilities)?.from ?? code.wantedSince;
  const changed = code.externalChange?.version === code.version ? code.externalChange.at : code.wantedSince;
  const since = Math.max(code.wantedSince, changed);
  return { due: Math.max(from, since), start: Math.max(code.window?.startsAt ?? since, since) };
}
