import type { Capabilities } from "./capabilities.ts";
import type { AccessCodeId, AttemptId, DeviceId, Place, WorkspaceId } from "./ids.ts";
import type { Evidence, FailureCause } from "./observation.ts";
import type { OfflineTerms } from "./offline-codes.ts";
import type { Pin } from "./pin.ts";
import type { Refusal } from "./step.ts";
import type { Window } from "./window.ts";

/** What stands on the lock for one access code, as last known. */
export interface OnLock {
  readonly place: Place;
  /** `undefined`: the lock does not show it, and what we sent is not known to be what stands there. */
  readonly pin: Pin | undefined;
  readonly label: string | undefined;
  readonly window: Window | undefined;
  readonly state: "on_lock" | "arriving" | "leaving";
  /** When each grade of evidence was last had, epoch milliseconds, for exactly this PIN and window. */
  readonly evidence: Readonly<Partial<Record<Evidence, number>>>;
}

/** The last unsuccessful tries in a row, of one kind. */
export interface Trouble {
  readonly doing: "set" | "clear" | "issue";
  readonly kind: "refused" | "failed";
  readonly because: Refusal | FailureCause;
  readonly detail: string;
  /** The code whose PIN this one would share, where that is known. */
  readonly conflictsWith?: { readonly id: AccessCodeId; readonly isManaged: boolean } | undefined;
  /** Epoch milliseconds of the first and last of them. */
  readonly since: number;
  readonly lastAt: number;
  readonly tries: number;
  /** The code's version then: what is wanted anew is tried at once. */
  readonly version: number;
  /** Not tried again before this, unless what is wanted or what stands on the lock changes. */
  readonly retryAt: number;
  /** Of a refusal that was foreseen after a failure: that one's `retryAt`, before which nobody is to call. */
  readonly notBefore?: number | undefined;
}

/** Somebody changed or removed a managed code at the lock. */
export interface ExternalChange {
  readonly changeType: "modified" | "removed";
  /** Epoch milliseconds. */
  readonly at: number;
  /** The code's version then: a later wish of ours ends the matter. */
  readonly version: number;
}

/** What was wanted when the lock last confirmed the code; the customer has been told up to here. */
export interface Confirmed {
  readonly pin: Pin | undefined;
  readonly name: string | undefined;
  readonly window: Window | undefined;
}

/** One access code: what is wanted, what stands on the lock, and what went wrong between the two. */
export interface AccessCode {
  readonly id: AccessCodeId;
  readonly workspaceId: WorkspaceId;
  readonly deviceId: DeviceId;
  readonly isManaged: boolean;
  readonly name: string | undefined;
  /** `undefined`: the lock hides it, or the provider has yet to choose it. */
  readonly pin: Pin | undefined;
  /** `undefined`: ongoing. */
  readonly window: Window | undefined;
  readonly commonCodeKey: string | undefined;
  readonly prefersNativeScheduling: boolean;
  readonly allowsExternalModification: boolean;
  /** Counts the changes of what is wanted. */
  readonly version: number;
  /** Epoch milliseconds of the last of these changes. */
  readonly wantedSince: number;
  readonly retired: { readonly at: number; readonly because: "deleted" | "ended" } | undefined;
  readonly onLock: OnLock | undefined;
  /** `undefined`: the lock has not had it yet. */
  readonly confirmed: Confirmed | undefined;
  readonly trouble: Trouble | undefined;
  readonly externalChange: ExternalChange | undefined;
  /** Moments of its life that an event has announced, as `moment@version`. */
  readonly announced: ReadonlySet<string>;
  readonly createdAt: number;
  /** A spare code of its device's pool, or one that was pulled from it. */
  readonly backup?: Backup | undefined;
  /** Its PIN is computed by the maker, for a lock that need not be connected. `undefined`: an ordinary code. */
  readonly offline?: OfflineTerms | undefined;
  /** Since when another workspace keeps it on the lock instead of us, epoch milliseconds: from then on we only look. */
  readonly transferredAt?: number | undefined;
  /** The spare code that was pulled for this one. */
  readonly pulledBackupId?: AccessCodeId | undefined;
}

/** What makes a code a spare one. */
export interface Backup {
  /** For which code it was pulled; `undefined`: for none so far. Once pulled it is nobody else's. */
  readonly pulledFor: AccessCodeId | undefined;
  /** When, epoch milliseconds. */
  readonly pulledAt?: number | undefined;
  /** The start of that code's window as it was when this one was last timed after it, epoch milliseconds. */
  readonly followedStart?: number | undefined;
}

/** What an event announces at most once for each version of a code. */
export type Moment =
  | "scheduled"
  | "set"
  | "delay_in_setting"
  | "failed_to_set"
  | "delay_in_removing"
  | "failed_to_remove";

/** A try whose effect on the lock is not known. */
export interface UnsettledAttempt {
  readonly id: AttemptId;
  readonly code: AccessCodeId;
  readonly kind: "set" | "clear" | "issue";
  readonly pin: Pin | undefined;
  readonly label: string | undefined;
  readonly window: Window | undefined;
  /** Where the provider said that it put the code, where it said so, or from where it was to be taken. */
  readonly place?: Place | undefined;
  /** Where it was to go, as was decided before it was sent. */
  readonly aim?: Place | undefined;
  readonly startedAt: number;
  /** Of a removal by digits alone: its end was seen, and nothing was taken off. What a set put on the lock stood there once: only the same call, delivered again, can put it there anew. */
  readonly wasSeen?: boolean;
}

/** What a new code cannot do without; all else has a beginning of its own. */
type NewAccessCode = Pick<
  AccessCode,
  "id" | "workspaceId" | "deviceId" | "isManaged" | "name" | "pin" | "window" | "createdAt"
> &
  Partial<AccessCode>;

/** A code that was just wished for or found: its first version, with nothing that has happened to it yet. */
export function newAccessCode(given: NewAccessCode): AccessCode {
  return {
    commonCodeKey: undefined,
    prefersNativeScheduling: true,
    allowsExternalModification: false,
    version: 1,
    wantedSince: given.createdAt,
    retired: undefined,
    onLock: undefined,
    confirmed: undefined,
    trouble: undefined,
    externalChange: undefined,
    announced: new Set(),
    ...given,
  };
}

/** Whether we see to it that the lock has the code as it is wanted. */
export function isKept(code: Pick<AccessCode, "isManaged" | "transferredAt">): boolean {
  return code.isManaged && code.transferredAt === undefined;
}

/** Whether a code waits in its device's pool for somebody to pull it. */
export function isSpare(code: AccessCode): boolean {
  return isKept(code) && code.retired === undefined && code.backup !== undefined && code.backup.pulledFor === undefined;
}

const minute = 60_000;
const hour = 60 * minute;

/** A lock that keeps windows itself gets a code this long before it starts, in milliseconds. Source: the access-code guide, July 2026. */
export const nativeLeadMs = 72 * hour;
/** Any other lock gets it this long before, and loses it at the end. Source: the same guide. */
export const justInTimeLeadMs = 60 * minute;

/** Whether the lock itself, rather than we, keeps this code's window. An offline PIN says its time to the lock. */
export function isNativelyScheduled(
  code: Pick<AccessCode, "window" | "prefersNativeScheduling" | "offline">,
  capabilities: Capabilities,
): boolean {
  if (code.offline !== undefined) return code.window !== undefined;
  return code.window !== undefined && code.prefersNativeScheduling && capabilities.schedulesNatively;
}

/** From when until when the code belongs on the lock, epoch milliseconds; `undefined` once it is retired. */
export function placement(
  code: Pick<AccessCode, "window" | "prefersNativeScheduling" | "retired" | "offline">,
  capabilities: Capabilities,
): { readonly from: number; readonly until: number } | undefined {
  if (code.retired !== undefined) return undefined;
  if (code.window === undefined) return { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };
  if (code.offline !== undefined) return { from: Number.NEGATIVE_INFINITY, until: code.window.endsAt };
  const lead = isNativelyScheduled(code, capabilities) ? nativeLeadMs : justInTimeLeadMs;
  return { from: code.window.startsAt - lead, until: code.window.endsAt };
}
