import { writeInstant } from "#api/contract/instant.ts";
import type { WireAccessCodeError, WireAccessCodeWarning, WireDeviceError } from "#api/contract/wire.ts";
import type { IssueError, IssueWarning } from "#domain/issues.ts";

const flagsOf = {
  access_code: { is_access_code_error: true },
  device: { is_device_error: true },
  // A code carries its account's error with the device's flag set to false.
  connected_account: { is_connected_account_error: true, is_device_error: false },
} as const satisfies Record<IssueError["of"], object>;

export function presentAccessCodeErrors(errors: readonly IssueError[]): WireAccessCodeError[] {
  // The brain's codes are the contract's; the door's tests hold every answer against the contract's schema.
  return errors.map((error) => presentError(error) as WireAccessCodeError);
}

export function presentDeviceErrors(errors: readonly IssueError[]): WireDeviceError[] {
  return errors.map((error) => presentError(error) as WireDeviceError);
}

export function presentAccessCodeWarnings(warnings: readonly IssueWarning[]): WireAccessCodeWarning[] {
  return warnings.map(
    ({ code, message, since }) =>
      ({ warning_code: code, message, created_at: writeInstant(since) }) as WireAccessCodeWarning,
  );
}

function presentError({ code, of, message, since }: IssueError): object {
  return { error_code: code, ...flagsOf[of], message, created_at: writeInstant(since) };
}
