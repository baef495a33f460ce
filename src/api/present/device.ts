import { lockDeviceTypes } from "#api/contract/device-vocabulary.ts";
import { writeInstant } from "#api/contract/instant.ts";
import type { WireDevice, WireUnmanagedDevice } from "#api/contract/wire.ts";
import type { DeviceView } from "#app/views.ts";
import type { Device, DeviceReport } from "#domain/device.ts";
import { isReachable } from "#domain/device-causes.ts";
import { deviceIssues } from "#domain/issues.ts";
import { presentCommonProperties, presentProperties } from "./device-properties.ts";
import { presentDeviceErrors, presentDeviceWarnings } from "./issues.ts";
import { presentSite } from "./offline-codes.ts";

const contractTypes: ReadonlySet<string> = new Set(lockDeviceTypes);

/** Hubs, and types that came into the contract later, have no place in its closed list of device types: they are not shown. */
export function isPresentable({ device }: DeviceView): boolean {
  return device.report.kind === "lock" && contractTypes.has(device.report.deviceType);
}

export function presentDevice(view: DeviceView, now: number): WireDevice {
  const { device } = view;
  const { common, online } = presentCore(view, now);
  return {
    ...common,
    display_name: device.nickname ?? device.report.name,
    ...(device.nickname === undefined ? {} : { nickname: device.nickname }),
    is_managed: true,
    space_ids: [],
    backup_access_code_pool: presentPool(device),
    backup_access_code_fail_over_lead_minutes:
      device.failOverLeadMs === undefined ? null : device.failOverLeadMs / minuteMs,
    autonomy_horizon: presentHorizon(device),
    schedules_natively: device.report.capabilities.schedulesNatively,
    properties: { ...presentProperties(device, online), ...presentSite(view) },
  };
}

export function presentUnmanagedDevice(view: DeviceView, now: number): WireUnmanagedDevice {
  const { common, online } = presentCore(view, now);
  return { ...common, is_managed: false, properties: presentCommonProperties(view.device.report, online) };
}

const minuteMs = 60_000;

function presentHorizon({ autonomy }: Device): WireDevice["autonomy_horizon"] {
  if (autonomy === undefined) return null;
  return { ends_at: autonomy.until === undefined ? null : writeInstant(autonomy.until) };
}

function presentPool({ backupPool }: Device): WireDevice["backup_access_code_pool"] {
  if (backupPool === undefined) return null;
  const { size, ready, pulled, lowSince } = backupPool;
  return { size, ready, pulled, low_since: lowSince === undefined ? null : writeInstant(lowSince) };
}

function presentCore({ device, account }: DeviceView, now: number) {
  const { report } = device;
  const { errors, warnings } = deviceIssues(device, account, now);
  const common = {
    device_id: device.id,
    workspace_id: device.workspaceId,
    connected_account_id: device.accountId,
    // `isPresentable` has held it against the contract's list.
    device_type: report.deviceType as WireDevice["device_type"],
    created_at: writeInstant(device.createdAt),
    capabilities_supported: abilitiesOf(report),
    location: report.timeZone === undefined ? {} : { time_zone: report.timeZone, timezone: report.timeZone },
    device_provider: {
      device_provider_name: account.provider,
      display_name: report.manufacturer,
      provider_category: "consumer_smartlocks",
    },
    device_manufacturer: { manufacturer: account.provider, display_name: report.manufacturer },
    errors: presentDeviceErrors(errors),
    warnings: presentDeviceWarnings(warnings),
    custom_metadata: { ...device.customMetadata },
    ...flagsOf(device),
  };
  return { common, online: isReachable(device, account) };
}

function abilitiesOf({ capabilities, batteryLevel }: DeviceReport): WireDevice["capabilities_supported"] {
  return [
    ...(capabilities.programsOnlineCodes === undefined ? [] : (["access_code"] as const)),
    ...(capabilities.locksRemotely === undefined && capabilities.unlocksRemotely === undefined
      ? []
      : (["lock"] as const)),
    ...(batteryLevel === undefined ? [] : (["battery"] as const)),
  ];
}

/** Three-valued: true now, false not at present, absent never. */
function flagsOf({ report, isInSandbox }: Device): object {
  const { capabilities, hasKeypad } = report;
  const simulates = isInSandbox === true ? true : undefined;
  const opensWithCodes =
    capabilities.programsOnlineCodes !== undefined || capabilities.programsOfflineCodes !== undefined;
  const flags = {
    can_program_online_access_codes: capabilities.programsOnlineCodes,
    can_program_offline_access_codes: capabilities.programsOfflineCodes,
    can_remotely_lock: capabilities.locksRemotely,
    can_remotely_unlock: capabilities.unlocksRemotely,
    can_unlock_with_code: opensWithCodes ? hasKeypad : undefined,
    can_simulate_connection: simulates,
    can_simulate_disconnection: simulates,
    can_simulate_removal: simulates,
  };
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
}
