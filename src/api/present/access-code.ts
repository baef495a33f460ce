import { writeInstant } from "#api/contract/instant.ts";
import type { WireAccessCode, WireReadiness } from "#api/contract/wire.ts";
import type { AccessCodeView } from "#app/views.ts";
import type { AccessCode } from "#domain/access-code.ts";
import { issuesOf } from "#domain/issues.ts";
import { mutationsOf } from "#domain/mutations.ts";
import { isReady, type Readiness, readinessOf } from "#domain/readiness.ts";
import { isScheduledOnDevice, statusOf } from "#domain/status.ts";
import { presentAppearance } from "./appearance.ts";
import { presentEvidence } from "./evidence.ts";
import { presentAccessCodeErrors, presentAccessCodeWarnings } from "./issues.ts";
import { presentUserLevel } from "./offline-codes.ts";
import { presentPendingMutation } from "./pending-mutation.ts";

export function presentAccessCode(view: AccessCodeView, now: number): WireAccessCode {
  const { code, device, account } = view;
  const issues = issuesOf(code, device, account, now);
  const { errors, warnings } = issues;
  return {
    access_code_id: code.id,
    workspace_id: code.workspaceId,
    device_id: code.deviceId,
    name: code.name ?? null,
    code: code.pin?.reveal() ?? null,
    common_code_key: code.commonCodeKey ?? null,
    created_at: writeInstant(code.createdAt),
    status: statusOf(code, device, account, now),
    ...(code.window === undefined
      ? { type: "ongoing" }
      : {
          type: "time_bound",
          starts_at: writeInstant(code.window.startsAt),
          ends_at: writeInstant(code.window.endsAt),
        }),
    is_managed: true,
    errors: presentAccessCodeErrors(errors),
    warnings: presentAccessCodeWarnings(warnings),
    pending_mutations: mutationsOf(code, device, now).map(presentPendingMutation),
    is_scheduled_on_device: isScheduledOnDevice(code, device),
    is_waiting_for_code_assignment: code.pin === undefined,
    is_external_modification_allowed: code.allowsExternalModification,
    is_backup: code.backup !== undefined,
    is_backup_access_code_available: takesBackup(code) && (device.backupPool?.ready ?? 0) > 0,
    pulled_backup_access_code_id: code.pulledBackupId ?? null,
    is_one_time_use: code.offline?.isOneTimeUse ?? false,
    is_offline_access_code: code.offline !== undefined,
    evidence: presentEvidence(code, device),
    readiness: presentReadiness(readinessOf(code, device, account, now, issues)),
    ...presentUserLevel(view),
    ...presentAppearance(code, device),
  };
}

export function presentReadiness(readiness: Readiness): WireReadiness {
  return { mark: readiness.mark, is_ready: isReady(readiness), message: readiness.message ?? null };
}

function takesBackup(code: AccessCode): boolean {
  return (
    code.offline === undefined && code.window !== undefined && code.backup === undefined && code.retired === undefined
  );
}
