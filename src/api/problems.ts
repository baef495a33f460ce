import type { Problem, ProblemCode } from "#domain/problem.ts";

/** What each reason is in HTTP. The one table of it. */
export const statusOfProblem = {
  invalid_input: 400,
  invalid_content_type: 400,
  invalid_event_types: 400,
  mismatched_page_parameters: 400,
  device_unmanaged: 400,
  device_managed: 400,
  device_type_not_supported: 400,
  workspace_not_sandbox: 400,
  access_code_not_time_bound: 400,
  invalid_client_session_token: 400,
  invalid_options: 400,
  client_session_token_already_exists: 400,
  publishable_key_requires_user_identifier_key: 400,
  unauthorized: 401,
  client_session_revoked: 401,
  client_session_expired: 401,
  invalid_publishable_key: 401,
  publishable_keys_must_create_empty_client_sessions: 403,
  access_code_not_found: 404,
  device_not_found: 404,
  connected_account_not_found: 404,
  event_not_found: 404,
  action_attempt_not_found: 404,
  workspace_not_found: 404,
  webhook_not_found: 404,
  client_session_not_found: 404,
  user_identity_not_found: 404,
  bridge_not_found: 404,
  api_key_not_found: 404,
  not_found: 404,
  method_not_allowed: 405,
  backup_access_code_not_found: 404,
  connect_webview_not_found: 404,
  idempotency_key_reused: 409,
  duplicate_access_code: 409,
  user_identity_already_exists: 409,
  no_space_for_access_code_on_device: 409,
  payload_too_large: 413,
  too_many_requests: 429,
  internal_server_error: 500,
  not_implemented: 501,
} as const satisfies Record<ProblemCode, number>;

/** zod's `.format()` tree: each field's complaints under its name, and the whole's own at the top. */
export interface ValidationErrors {
  readonly _errors: readonly string[];
  readonly [param: string]: unknown;
}

/** A problem with the request's shape, field by field. */
export interface InvalidInput extends Problem {
  readonly validationErrors: ValidationErrors;
}

/** The body of an answer that says why not. */
export interface ErrorAnswer {
  readonly error: {
    readonly type: ProblemCode;
    readonly message: string;
    readonly data?: Readonly<Record<string, unknown>>;
    readonly validation_errors?: ValidationErrors;
  };
  readonly ok: false;
}

export function errorAnswer(found: Problem): ErrorAnswer {
  const validationErrors = validationErrorsOf(found);
  return {
    error: {
      type: found.problem,
      message: found.message,
      ...(found.data === undefined ? {} : { data: found.data }),
      ...(validationErrors === undefined ? {} : { validation_errors: validationErrors }),
    },
    ok: false,
  };
}

/** A rule of the desk that names a field is shown where the official client looks for the field's complaints. */
function validationErrorsOf(found: Problem): ValidationErrors | undefined {
  if ("validationErrors" in found) return (found as InvalidInput).validationErrors;
  if (found.problem !== "invalid_input" || found.param === undefined) return undefined;
  return { _errors: [], [found.param]: { _errors: [found.message] } };
}
