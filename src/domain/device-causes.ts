import { accountWarnings } from "./catalog/account-issues.ts";
import type { AccountCause, DeviceCause } from "./catalog/causes.ts";
import { deviceWarnings } from "./catalog/device-warnings.ts";
import type { Circumstance } from "./circumstance.ts";
import { roomAt } from "./conditions.ts";
import type { ConnectedAccount } from "./connected-account.ts";
import type { Device } from "./device.ts";
import { poolCausesOf } from "./pool-causes.ts";

type DeviceCircumstances = readonly Circumstance<DeviceCause>[];

/** Looks at a device that fail for so long, in milliseconds, are told of. */
const unresponsiveAfterMs = deviceWarnings.device_communication_degraded.afterMs;
/** So many interruptions within so long, in milliseconds, make a connection flaky. */
const { afterTries: flakyAfter, withinMs: flakyWithinMs } = deviceWarnings.device_has_flaky_connection;
const failingAfterMs = accountWarnings.unknown_issue_with_connected_account.afterMs;

/** What is so of a device that should be told; of one that is removed, nothing else is known. */
export function deviceCausesOf(device: Device, now: number): DeviceCircumstances {
  if (device.removedSince !== undefined) return [{ cause: "removed", since: device.removedSince }];
  const told = (device.report.conditions ?? []).map(({ name, since = device.createdAt }) => ({ cause: name, since }));
  return [
    ...offlineCauses(device, now),
    ...flakyCauses(device, now),
    ...told,
    ...offlineOnlyCauses(device),
    ...timeZoneCauses(device),
    ...poolCausesOf(device),
  ];
}

/** What is so of an account that should be told. */
export function accountCausesOf(account: ConnectedAccount, now: number): readonly Circumstance<AccountCause>[] {
  const { disconnectedSince, failingSince, report } = account;
  if (disconnectedSince !== undefined) {
    return [{ cause: account.hasInvalidCredentials ? "credentials_invalid" : "signed_out", since: disconnectedSince }];
  }
  const fails: readonly Circumstance<AccountCause>[] =
    failingSince === undefined || now - failingSince < failingAfterMs
      ? []
      : [{ cause: "sync_failing", since: failingSince + failingAfterMs }];
  const told = (report?.conditions ?? []).map(({ name, since = account.createdAt }) => ({ cause: name, since }));
  return [...fails, ...told, ...siteCauses(account)];
}

/** Whether the provider can reach the device for us, as far as is known. */
export function isReachable(device: Device, account: ConnectedAccount): boolean {
  return (
    account.disconnectedSince === undefined &&
    device.removedSince === undefined &&
    device.report.disconnected === undefined
  );
}

/** The interruptions that still count at a look. */
export function interruptionsAt(device: Device, at: number): readonly number[] {
  return (device.interruptions ?? []).filter((before) => at - before < flakyWithinMs);
}

function offlineCauses(device: Device, now: number): DeviceCircumstances {
  const { report, unreachableSince } = device;
  if (report.disconnected !== undefined) {
    const cause = report.disconnected === "hub_disconnected" ? "hub_disconnected" : "disconnected";
    return [{ cause, since: unreachableSince ?? device.createdAt }];
  }
  if (unreachableSince === undefined || now - unreachableSince < unresponsiveAfterMs) return [];
  return [{ cause: "unresponsive", since: unreachableSince + unresponsiveAfterMs }];
}

function flakyCauses(device: Device, now: number): DeviceCircumstances {
  const since = interruptionsAt(device, now)[flakyAfter - 1];
  return since === undefined ? [] : [{ cause: "flaky", since }];
}

/** Nothing reaches the lock, and what its maker computes needs nothing that does. */
function offlineOnlyCauses({ report, unreachableSince, createdAt }: Device): DeviceCircumstances {
  if (report.capabilities.programsOfflineCodes !== true) return [];
  const unpaired = report.conditions?.find(({ name }) => name === "no_bridge");
  if (report.disconnected === undefined && unpaired === undefined) return [];
  return [{ cause: "works_offline_only", since: unpaired?.since ?? unreachableSince ?? createdAt }];
}

/** A lock without a zone keeps no local times; a hub needs none. */
function timeZoneCauses({ report, createdAt }: Device): DeviceCircumstances {
  return report.kind === "lock" && report.timeZone === undefined ? [{ cause: "no_time_zone", since: createdAt }] : [];
}

function siteCauses({ report, createdAt }: ConnectedAccount): readonly Circumstance<AccountCause>[] {
  const sites = report?.sites ?? [];
  const causes = { full: "site_full", almost_full: "site_almost_full" } as const;
  return (["full", "almost_full"] as const).flatMap((room) => {
    const such = sites.filter((site) => roomAt(site) === room);
    if (such.length === 0) return [];
    const since = Math.min(...such.map((site) => site.since ?? createdAt));
    return [{ cause: causes[room], since, more: { sites: such } }];
  });
}
