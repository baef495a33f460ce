import type { AccessCodeId, ActionAttemptId, DeviceId, WorkspaceId } from "./ids.ts";

/** The operations of the API that answer with an attempt, in the contract's words. */
export type ActionType =
  | "LOCK_DOOR"
  | "UNLOCK_DOOR"
  | "SIMULATE_KEYPAD_CODE_ENTRY"
  | "SIMULATE_MANUAL_LOCK_VIA_KEYPAD"
  | "CREATE_ACCESS_CODE"
  | "UPDATE_ACCESS_CODE"
  | "DELETE_ACCESS_CODE"
  | "RESET_SANDBOX_WORKSPACE";

/** An operation that the caller can ask about later. */
export interface ActionAttempt {
  readonly id: ActionAttemptId;
  readonly workspaceId: WorkspaceId;
  readonly type: ActionType;
  readonly deviceId: DeviceId | undefined;
  readonly accessCodeId: AccessCodeId | undefined;
  readonly createdAt: number;
  readonly state:
    | { readonly kind: "pending" }
    | { readonly kind: "success"; readonly wasConfirmedByDevice: boolean | undefined }
    | { readonly kind: "error"; readonly type: string; readonly message: string };
}

/** A door is not turned later than this after it was asked for: nobody wants a lock that opens by itself. */
export const turnExpiresAfterMs = 30_000;
