import type { WireDevice, WireUnmanagedDevice } from "#api/contract/wire.ts";
import { supportsPool } from "#domain/backup-pool.ts";
import type { CodeConstraint } from "#domain/capabilities.ts";
import type { Device, DeviceReport } from "#domain/device.ts";

import { presentTimeFrameOptions } from "./offline-codes.ts";

type Properties = WireDevice["properties"];
type Battery = NonNullable<WireUnmanagedDevice["properties"]["battery"]>;
type WireConstraint = NonNullable<Properties["code_constraints"]>[number];

/** A drawn lock, in the answer itself: a page that shows devices asks no other host for pictures. */
export const lockImage =
  "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%2024%2024'%3E%3Crect%20x='5'%20y='10'%20width='14'%20height='11'%20rx='2'/%3E%3Cpath%20d='M8%2010V7a4%204%200%200%201%208%200v3'%20fill='none'%20stroke='black'%20stroke-width='2'/%3E%3C/svg%3E";

/** What the contract shows of managed and unmanaged devices alike. */
export function presentCommonProperties(report: DeviceReport, online: boolean): WireUnmanagedDevice["properties"] {
  const { capabilities } = report;
  const batteryLevel = online ? report.batteryLevel : undefined;
  return {
    online,
    name: report.name,
    manufacturer: report.manufacturer,
    image_url: lockImage,
    image_alt_text: report.modelName,
    model: {
      display_name: report.modelName,
      manufacturer_display_name: report.manufacturer,
      has_built_in_keypad: report.hasKeypad,
      online_access_codes_supported: capabilities.programsOnlineCodes !== undefined,
      offline_access_codes_supported: capabilities.programsOfflineCodes !== undefined,
    },
    online_access_codes_enabled: capabilities.programsOnlineCodes === true,
    offline_access_codes_enabled: capabilities.programsOfflineCodes === true,
    ...(batteryLevel === undefined
      ? {}
      : { battery: { level: batteryLevel, status: batteryStatus(batteryLevel) }, battery_level: batteryLevel }),
  };
}

export function presentProperties(device: Device, online: boolean): Properties {
  const { report } = device;
  const { capabilities } = report;
  return {
    ...presentCommonProperties(report, online),
    appearance: { name: report.name },
    ...(online && report.locked !== undefined ? { locked: report.locked } : {}),
    ...(online && report.doorOpen !== undefined ? { door_open: report.doorOpen } : {}),
    ...(capabilities.codeLengths.length === 0 ? {} : { supported_code_lengths: [...capabilities.codeLengths] }),
    ...(capabilities.maxCodes === undefined ? {} : { max_active_codes_supported: capabilities.maxCodes }),
    ...(capabilities.programsOnlineCodes === undefined
      ? {}
      : { code_constraints: capabilities.constraints.flatMap(presentConstraint) }),
    supports_backup_access_code_pool: supportsPool(device),
    backup_access_code_pool_enabled: device.backupPool !== undefined,
    has_native_entry_events: capabilities.namesCodeOnEntry,
    supports_offline_access_codes: capabilities.programsOfflineCodes !== undefined,
    ...(capabilities.offlineCodes === undefined ? {} : { offline_time_frame_options: presentTimeFrameOptions(report) }),
  };
}

/** The contract's statuses; where they begin is published nowhere, so that these bounds are ours. */
export function batteryStatus(level: number): Battery["status"] {
  if (level < 0.1) return "critical";
  if (level < 0.25) return "low";
  return level < 0.75 ? "good" : "full";
}

/** Rules that came into the contract later stay unsaid: its schema is closed. They are enforced all the same. */
function presentConstraint(constraint: CodeConstraint): readonly WireConstraint[] {
  switch (constraint.type) {
    case "no_all_same_digits":
    case "unique_first_four_digits":
      return [];
    case "name_length":
      return [
        {
          constraint_type: constraint.type,
          ...(constraint.min === undefined ? {} : { min_length: constraint.min }),
          ...(constraint.max === undefined ? {} : { max_length: constraint.max }),
        },
      ];
    default:
      return [{ constraint_type: constraint.type }];
  }
}
