/**
 * Why a request is not granted. `code` is the contract's error type; the door turns it into a status.
 * `message` is for the caller and holds no PIN; `data` echoes the ids that were searched for.
 */
export interface Problem {
  readonly problem: ProblemCode;
  readonly message: string;
  readonly data?: Readonly<Record<string, unknown>>;
  /** The request's field at fault, where there is one. */
  readonly param?: string;
  /** Asking again is of use after this many milliseconds. */
  readonly retryAfterMs?: number;
}

/** Every reason, in the contract's words where it has one. */
export type ProblemCode =
  | "invalid_input"
  | "invalid_content_type"
  | "invalid_event_types"
  | "mismatched_page_parameters"
  | "device_unmanaged"
  | "device_managed"
  | "device_type_not_supported"
  | "workspace_not_sandbox"
  | "access_code_not_time_bound"
  | "unauthorized"
  | "invalid_client_session_token"
  | "client_session_revoked"
  | "client_session_expired"
  | "invalid_publishable_key"
  | "publishable_key_requires_user_identifier_key"
  | "publishable_keys_must_create_empty_client_sessions"
  | "client_session_token_already_exists"
  | "invalid_options"
  | "client_session_not_found"
  | "user_identity_not_found"
  | "user_identity_already_exists"
  | "bridge_not_found"
  | "api_key_not_found"
  | "access_code_not_found"
  | "device_not_found"
  | "connected_account_not_found"
  | "event_not_found"
  | "action_attempt_not_found"
  | "workspace_not_found"
  | "webhook_not_found"
  | "not_found"
  | "method_not_allowed"
  | "backup_access_code_not_found"
  | "connect_webview_not_found"
  | "idempotency_key_reused"
  | "duplicate_access_code"
  | "no_space_for_access_code_on_device"
  | "payload_too_large"
  | "too_many_requests"
  | "not_implemented"
  | "internal_server_error";

export function problem(code: ProblemCode, message: string, more: Omit<Problem, "problem" | "message"> = {}): Problem {
  return { problem: code, message, ...more };
}

export function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "problem" in value;
}
