import type { WireAccessCode, WireDevice } from "#api/contract/wire.ts";
import type { AccessCodeView, DeviceView } from "#app/views.ts";
import type { DeviceReport } from "#domain/device.ts";
import type { OfflineKind } from "#domain/offline-codes.ts";

type Properties = WireDevice["properties"];
/** A choice of times, of which a caller satisfies one; from later versions of the contract. */
export interface WireTimeFrameOption {
  readonly display_name: string;
  /** ISO 8601 durations. */
  readonly min_duration: string;
  readonly max_duration: string;
  readonly matching_start_end_time?: true;
  readonly time_pairs?: readonly {
    readonly display_name: string;
    readonly start_time: string;
    readonly end_time: string;
  }[];
  readonly time_zone?: string;
}

const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The times that offline codes of this lock can have. */
export function presentTimeFrameOptions({ capabilities, timeZone }: DeviceReport): readonly WireTimeFrameOption[] {
  return (capabilities.offlineCodes ?? [])
    .filter((kind) => kind.lasts !== "ongoing")
    .map(({ name, unit, shortest, longest, stay }) => ({
      display_name: name,
      min_duration: durationOf(shortest, unit),
      max_duration: durationOf(longest, unit),
      ...(stay === undefined && unit === "day" ? { matching_start_end_time: true } : {}),
      ...(stay === undefined
        ? {}
        : { time_pairs: [{ display_name: name, start_time: stay.checkIn, end_time: stay.checkOut }] }),
      ...(timeZone === undefined ? {} : { time_zone: timeZone }),
    }));
}

/** What the contract says of a door whose site has user levels; a site is one account. */
export function presentSite({ device, account }: DeviceView): Pick<Properties, "dormakaba_oracode_metadata"> {
  const levels = levelsOf(device.report);
  if (levels.length === 0) return {};
  const { name, timeZone } = device.report;
  return {
    dormakaba_oracode_metadata: {
      door_name: name,
      door_is_wireless: false,
      site_id: null,
      site_name: account.displayName,
      ...(timeZone === undefined ? {} : { iana_timezone: timeZone }),
      predefined_time_slots: levels.map((level) => ({
        name: level.name,
        prefix: level.userLevel.prefix,
        check_in_time: level.stay?.checkIn ?? "00:00",
        check_out_time: level.stay?.checkOut ?? "00:00",
        is_24_hour: level.stay === undefined,
        is_biweekly_mode: false,
        is_one_shot: level.lasts === "once",
        is_master: false,
        ext_dormakaba_oracode_user_level_prefix: level.userLevel.prefix,
        dormakaba_oracode_user_level_id: level.userLevel.id,
      })),
    },
  };
}

/** The user level that a code was issued for. */
export function presentUserLevel({
  code,
  device,
  account,
}: AccessCodeView): Pick<WireAccessCode, "dormakaba_oracode_metadata"> {
  const level = levelsOf(device.report).find((one) => one.key === code.offline?.kind);
  if (level === undefined) return {};
  const { userLevel, name } = level;
  return {
    dormakaba_oracode_metadata: {
      user_level_id: userLevel.id,
      user_level_name: name,
      site_name: account.displayName,
      is_cancellable: false,
      is_extendable: false,
    },
  };
}

/** The contract takes no other ids for user levels than UUIDs. */
function levelsOf({ capabilities }: DeviceReport) {
  return (capabilities.offlineCodes ?? []).flatMap((kind): readonly (OfflineKind & LevelOf)[] => {
    const { userLevel } = kind;
    return userLevel !== undefined && isUuid.test(userLevel.id) ? [{ ...kind, userLevel }] : [];
  });
}

type LevelOf = { readonly userLevel: NonNullable<OfflineKind["userLevel"]> };

function durationOf(length: number, unit: OfflineKind["unit"]): string {
  return unit === "hour" ? `PT${length}H` : `P${length}D`;
}
