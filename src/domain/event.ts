import type { Actor } from "./actor.ts";
import type { AccessCodeId, ActionAttemptId, ConnectedAccountId, DeviceId, EventId, WorkspaceId } from "./ids.ts";

/** A fact to be appended to the log in the same transaction as its cause. */
export interface NewEvent {
  /** The contract's event type. */
  readonly type: string;
  /** Epoch milliseconds at which it happened; it is created when it is recorded. */
  readonly occurredAt: number;
  readonly deviceId?: DeviceId | undefined;
  readonly accessCodeId?: AccessCodeId | undefined;
  readonly accountId?: ConnectedAccountId | undefined;
  readonly actionAttemptId?: ActionAttemptId | undefined;
  /** Whose request it was; `undefined`: nobody's, or not known. */
  readonly by?: Actor | undefined;
  /** The type's further fields, as on the wire; no PINs. */
  readonly payload?: Readonly<Record<string, unknown>>;
  /** Further fields that hold PINs, as on the wire; kept encrypted. */
  readonly secret?: Readonly<Record<string, unknown>>;
}

/** A recorded fact. */
export interface Event extends NewEvent {
  readonly id: EventId;
  readonly workspaceId: WorkspaceId;
  readonly createdAt: number;
  /** 1, 2, 3 ... without gaps for each access code. */
  readonly ordinal: number | undefined;
}
