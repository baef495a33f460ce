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
  | "access_code_not_found"
  | "device_not_found"
  | "connected_account_not_found"
  | "event_not_found"
  | "action_attempt_not_found"
  | "workspace_not_found"
  | "webhook_not_found"
  | "not_found"
  | "method_not_allowed"
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
