import { writeInstant } from "#api/contract/instant.ts";
import type {
  WireAccessCodeError,
  WireAccessCodeWarning,
  WireAccountError,
  WireAccountWarning,
  WireDeviceError,
  WireDeviceWarning,
} from "#api/contract/wire.ts";
import type { ModifiedField, MoreKnown } from "#domain/circumstance.ts";
import type { Site } from "#domain/connected-account.ts";
import type { IssueError, IssueWarning } from "#domain/issues.ts";

// The catalogue's codes and flags are the contract's; the door's tests hold every answer against its schemas.

export function presentAccessCodeErrors(errors: readonly IssueError[]): WireAccessCodeError[] {
  return errors.map((error) => presentError(error) as WireAccessCodeError);
}

export function presentDeviceErrors(errors: readonly IssueError[]): WireDeviceError[] {
  return errors.map((error) => presentError(error) as WireDeviceError);
}

export function presentAccountErrors(errors: readonly IssueError[]): WireAccountError[] {
  return errors.map((error) => presentError(error) as WireAccountError);
}

export function presentAccessCodeWarnings(warnings: readonly IssueWarning[]): WireAccessCodeWarning[] {
  return warnings.map((warning) => presentWarning(warning) as WireAccessCodeWarning);
}

export function presentDeviceWarnings(warnings: readonly IssueWarning[]): WireDeviceWarning[] {
  return warnings.map((warning) => presentWarning(warning) as WireDeviceWarning);
}

export function presentAccountWarnings(warnings: readonly IssueWarning[]): WireAccountWarning[] {
  return warnings.map((warning) => presentWarning(warning) as WireAccountWarning);
}

function presentError({ code, flags, message, since, more }: IssueError): object {
  return { error_code: code, ...flags, message, created_at: writeInstant(since), ...presentMore(more) };
}

function presentWarning({ code, message, since, more }: IssueWarning): object {
  return { warning_code: code, message, created_at: writeInstant(since), ...presentMore(more) };
}

/** Fields that later contracts have on the same codes. */
function presentMore(more: MoreKnown | undefined): object {
  const { conflictsWith, changeType, modifiedFields = [], sites } = more ?? {};
  return {
    ...(conflictsWith === undefined
      ? {}
      : { [conflictsWith.isManaged ? "managed_access_code_id" : "unmanaged_access_code_id"]: conflictsWith.id }),
    ...(changeType === undefined ? {} : { change_type: changeType }),
    ...(modifiedFields.length === 0 ? {} : { modified_fields: modifiedFields.map(presentModified) }),
    ...(sites === undefined ? {} : { salto_ks_metadata: { sites: sites.map(presentSite) } }),
  };
}

function presentSite({ id, name, users, usersAllowed }: Site): object {
  return {
    site_id: id,
    site_name: name,
    subscribed_site_user_count: users,
    site_user_subscription_limit: usersAllowed,
  };
}

function presentModified(modified: ModifiedField): object {
  const { field } = modified;
  if (field === "code") {
    return { field, from: modified.from?.reveal() ?? null, to: modified.to?.reveal() ?? null };
  }
  return { field, from: instantOrNull(modified.from), to: instantOrNull(modified.to) };
}

function instantOrNull(at: number | undefined): string | null {
  return at === undefined ? null : writeInstant(at);
}
