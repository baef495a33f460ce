import { writeInstant } from "#api/contract/instant.ts";
import type { WireAccessCode } from "#api/contract/wire.ts";
import type { Call } from "#api/route.ts";
import type { GeneratedCode } from "#app/views.ts";
import { workspaceOf } from "#domain/scope.ts";

/**
 * A proposed code. The guides promise `device_id` and `code`; the contract's schema asks for a whole access code, so
 * that the proposal is shown as the code it would become, with an id that addresses nothing.
 */
export function presentGeneratedCode(
  { deviceId, pin }: GeneratedCode,
  call: Call<"api_key" | "pat_with_workspace" | "client_session">,
): WireAccessCode {
  return {
    access_code_id: call.desk.runtime.uuid(),
    workspace_id: workspaceOf(call.workspace),
    device_id: deviceId,
    name: null,
    code: pin.reveal(),
    common_code_key: null,
    created_at: writeInstant(call.now),
    status: "unset",
    type: "ongoing",
    is_managed: true,
    errors: [],
    warnings: [],
    pending_mutations: [],
    evidence: [],
    readiness: { mark: "scheduled", is_ready: false, message: null },
    is_external_modification_allowed: false,
    is_backup_access_code_available: false,
    is_one_time_use: false,
    is_offline_access_code: false,
  };
}
