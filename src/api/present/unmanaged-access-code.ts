import { writeInstant } from "#api/contract/instant.ts";
import type { WireUnmanagedAccessCode } from "#api/contract/wire.ts";
import type { AccessCodeView } from "#app/views.ts";
import { canBeManaged } from "#domain/conversion.ts";
import { issuesOf } from "#domain/issues.ts";
import { presentAppearance } from "./appearance.ts";
import { presentAccessCodeErrors, presentAccessCodeWarnings } from "./issues.ts";

export function presentUnmanagedAccessCode(
  { code, device, account }: AccessCodeView,
  now: number,
): WireUnmanagedAccessCode {
  const { errors, warnings } = issuesOf(code, device, account, now);
  const { deletesUnmanaged } = device.report.capabilities;
  return {
    access_code_id: code.id,
    workspace_id: code.workspaceId,
    device_id: code.deviceId,
    name: code.name ?? null,
    code: code.pin?.reveal() ?? null,
    created_at: writeInstant(code.createdAt),
    // The contract knows no other state of a code that is not ours.
    status: "set",
    ...(code.window === undefined
      ? { type: "ongoing" }
      : {
          type: "time_bound",
          starts_at: writeInstant(code.window.startsAt),
          ends_at: writeInstant(code.window.endsAt),
        }),
    is_managed: false,
    errors: presentAccessCodeErrors(errors),
    warnings: presentAccessCodeWarnings(warnings),
    ...(canBeManaged(code, device.report.capabilities) ? {} : { cannot_be_managed: true }),
    ...(deletesUnmanaged ? {} : { cannot_delete_unmanaged_access_code: true }),
    ...presentAppearance(code, device),
  };
}
