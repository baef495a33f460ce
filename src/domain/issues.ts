import { type AccessCode, placement, type Trouble } from "./access-code.ts";
import type { ConnectedAccount } from "./connected-account.ts";
import type { Device } from "./device.ts";
import { isHonoured } from "./plan.ts";
import { isConfirmedAsWanted } from "./status.ts";

/** Something that keeps a code or device from working. `code` is the contract's; `since` is epoch milliseconds. */
export interface IssueError {
  readonly code: string;
  /** Whose it is, which the contract shows as a flag. */
  readonly of: "access_code" | "device" | "connected_account";
  readonly message: string;
  readonly since: number;
}

/** Something that degrades a code or device. */
export interface IssueWarning {
  readonly code: string;
  readonly message: string;
  readonly since: number;
}

export interface Issues {
  readonly errors: readonly IssueError[];
  readonly warnings: readonly IssueWarning[];
}

/** A code that is not on the lock, or not off it, this long after it should be is late, in milliseconds. */
export const lateAfterMs = 5 * 60_000;
/** ... and after this long, or after this many tries, it has failed. */
export const failedAfterMs = 15 * 60_000;
export const failedAfterTries = 3;
/** A guest who stands at the door this long after the start, in milliseconds, is told that it failed. */
const graceAtStartMs = 60_000;

/** What is wrong with one code: its own, its device's and its account's. Computed, so that each ends with its cause. */
export function issuesOf(code: AccessCode, device: Device, account: ConnectedAccount, now: number): Issues {
  const own = code.isManaged ? ownIssues(code, device, now) : { errors: [], warnings: [] };
  return { errors: [...own.errors, ...deviceErrors(device, account)], warnings: own.warnings };
}

/** What is wrong with a device, its account's trouble included; codes on it carry the same. */
export function deviceErrors(device: Device, account: ConnectedAccount): readonly IssueError[] {
  const errors: IssueError[] = [];
  if (account.disconnectedSince !== undefined) {
    const message = "The provider refuses the account's credentials. Connect the account again.";
    errors.push({ code: "account_disconnected", of: "connected_account", message, since: account.disconnectedSince });
  }
  if (device.removedSince !== undefined) {
    const message = "The provider no longer lists the device. Its codes are as they were last seen.";
    errors.push({ code: "device_removed", of: "device", message, since: device.removedSince });
    return errors;
  }
  if (device.report.disconnected !== undefined) {
    const message =
      device.report.disconnected === "hub_disconnected"
        ? "The device's hub or bridge is offline. Check its power and network."
        : "The device cannot be reached. Check its batteries and its connection.";
    errors.push({
      code: device.report.disconnected,
      of: "device",
      message,
      since: device.unreachableSince ?? device.createdAt,
    });
  }
  return errors;
}

/** The moments to come at which time alone raises an issue, so that its event is told on time. */
export function issueMoments(code: AccessCode, device: Device, now: number): readonly number[] {
  if (!code.isManaged) return [];
  const { due, start } = dueTimes(code, device);
  if (code.retired !== undefined)
    return [code.retired.at + lateAfterMs, code.retired.at + failedAfterMs].filter((at) => at > now);
  if (isConfirmedAsWanted(code, device)) return [];
  return [due + lateAfterMs, due + failedAfterMs, start + graceAtStartMs].filter(
    (at) => at > now && Number.isFinite(at),
  );
}

function ownIssues(code: AccessCode, device: Device, now: number): Issues {
  const errors: IssueError[] = [];
  const warnings: IssueWarning[] = [];
  if (code.retired !== undefined) removalIssues(code, code.retired.at, now, errors, warnings);
  else if (!isConfirmedAsWanted(code, device)) settingIssues(code, device, now, errors, warnings);
  const change = code.externalChange;
  if (change !== undefined && change.version === code.version && code.retired === undefined) {
    const what = change.changeType === "removed" ? "removed" : "changed";
    if (isHonoured(code)) {
      const message = `The code was ${what} at the lock or in the maker's app, and is left so, as this code allows.`;
      warnings.push({ code: "code_modified_external_to_seam", message, since: change.at });
    } else if (!isConfirmedAsWanted(code, device)) {
      const message = `The code was ${what} at the lock or in the maker's app. It is being put back.`;
      errors.push({ code: "code_modified_external_to_seam", of: "access_code", message, since: change.at });
    }
  }
  return { errors, warnings };
}

function removalIssues(
  code: AccessCode,
  since: number,
  now: number,
  errors: IssueError[],
  warnings: IssueWarning[],
): void {
  const trouble = code.trouble?.doing === "clear" ? code.trouble : undefined;
  const late = now - since;
  if (late >= failedAfterMs || (trouble !== undefined && isFailure(trouble))) {
    const message = `The code could not be removed from the device and may still open it. ${reasonOf(trouble)}`;
    errors.push({ code: "failed_to_remove_from_device", of: "access_code", message, since: trouble?.since ?? since });
  } else if (late >= lateAfterMs) {
    const message = `Removing the code takes longer than usual. ${reasonOf(trouble)}`;
    warnings.push({ code: "delay_in_removing_from_device", message, since: since + lateAfterMs });
  }
}

function settingIssues(
  code: AccessCode,
  device: Device,
  now: number,
  errors: IssueError[],
  warnings: IssueWarning[],
): void {
  const { due, start } = dueTimes(code, device);
  if (now < due) return;
  const trouble = code.trouble?.doing === "set" && code.trouble.version === code.version ? code.trouble : undefined;
  const own = trouble === undefined ? undefined : refusalError(trouble);
  if (own !== undefined) {
    errors.push(own);
    return;
  }
  const late = now - due;
  const guestWaits = code.window !== undefined && late >= lateAfterMs && now >= start + graceAtStartMs;
  if (late >= failedAfterMs || guestWaits || (trouble !== undefined && isFailure(trouble))) {
    const message = `The code could not be set on the device yet. ${reasonOf(trouble)}`;
    errors.push({ code: "failed_to_set_on_device", of: "access_code", message, since: trouble?.since ?? due });
  } else if (late >= lateAfterMs) {
    const message = `Setting the code takes longer than usual. ${reasonOf(trouble)}`;
    warnings.push({ code: "delay_in_setting_on_device", message, since: due + lateAfterMs });
  }
}

function refusalError(trouble: Trouble): IssueError | undefined {
  if (trouble.because === "duplicate") {
    const message = "Another code on this device has the same PIN. Delete or adopt that one, or choose another PIN.";
    return { code: "duplicate_code_on_device", of: "access_code", message, since: trouble.since };
  }
  if (trouble.because === "full") {
    const message = "The device has no free place for another code. Delete one that is no longer needed.";
    return { code: "no_space_for_access_code_on_device", of: "access_code", message, since: trouble.since };
  }
  return undefined;
}

function isFailure(trouble: Trouble): boolean {
  return trouble.kind === "refused" || trouble.tries >= failedAfterTries;
}

function reasonOf(trouble: Trouble | undefined): string {
  return trouble === undefined ? "The device has not confirmed it." : trouble.detail;
}

/** Since when the code should be as it is wanted, and when a guest may count on it. Put back after others changed it, it is due anew. */
function dueTimes(code: AccessCode, device: Device): { due: number; start: number } {
  const from = placement(code, device.report.capabilities)?.from ?? code.wantedSince;
  const changed = code.externalChange?.version === code.version ? code.externalChange.at : code.wantedSince;
  const since = Math.max(code.wantedSince, changed);
  return { due: Math.max(from, since), start: Math.max(code.window?.startsAt ?? since, since) };
}
