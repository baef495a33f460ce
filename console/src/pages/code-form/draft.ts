import type { WireDevice } from "#api/contract/wire.ts";
import type { Asks } from "#console/wire/answers.ts";
import { takesCodes } from "./door-kinds.ts";
import { type When, whenToBegin, windowOf, zoneOf } from "./when.tsx";

/** A code as it is being thought of. */
export interface Draft {
  readonly doors: readonly WireDevice[];
  readonly name: string;
  readonly when: When;
  /** `undefined`: the server or the maker chooses it. */
  readonly pin: string | undefined;
  readonly wantsOffline: boolean;
  readonly opensOnce: boolean;
  /** How far the maker may move the ends of an offline code's time. */
  readonly rounding: "1hour" | "1day";
  readonly hasBackup: boolean;
  readonly mayBeChangedByOthers: boolean;
  /** A door that cannot have the PIN of the others gets one of its own. */
  readonly mayDiffer: boolean;
}

/** Other doors may be in another zone: times that nobody has typed yet begin anew there, others stay as typed. */
export function withDoors(draft: Draft, doors: readonly WireDevice[]): Partial<Draft> {
  const begun = whenToBegin(zoneOf(draft.doors));
  const isTyped = draft.when.from !== begun.from || draft.when.to !== begun.to;
  return { doors, when: isTyped ? draft.when : { ...whenToBegin(zoneOf(doors)), kind: draft.when.kind } };
}

/** What the chosen doors allow. */
export interface Possible {
  /** Codes that are sent to the lock. */
  readonly online: boolean;
  /** Codes that the maker computes. They are made one by one. */
  readonly offline: boolean;
  /** Somebody here may choose the PIN. */
  readonly ownPin: boolean;
  readonly backup: boolean;
}

export function possible(doors: readonly WireDevice[]): Possible {
  const kinds = doors.map(takesCodes);
  return {
    online: kinds.every(({ online }) => online),
    offline: doors.length === 1 && kinds.every(({ offline }) => offline),
    ownPin: !doors.some(({ properties }) =>
      properties.code_constraints?.some(({ constraint_type: type }) => type === "cannot_specify_pin_code"),
    ),
    backup: doors.every(({ properties }) => properties.supports_backup_access_code_pool === true),
  };
}

export function isOffline({ doors, wantsOffline }: Draft): boolean {
  const { online, offline } = possible(doors);
  return doors.length > 0 && offline && (wantsOffline || !online);
}

/** What has to be there before it can be asked for, in a sentence; `undefined`: nothing is missing. */
export function missing(draft: Draft): string | undefined {
  const { doors, when, pin } = draft;
  if (doors.length === 0) return "Choose a door first.";
  if (!isOffline(draft) && !possible(doors).online) return "One of these doors takes no such code: remove it.";
  const window = windowOf(when, zoneOf(doors));
  if (when.kind === "time_bound" && window === undefined) return "Say from when and until when.";
  if (window !== undefined && when.kind === "time_bound" && window.ends_at <= window.starts_at)
    return "It would end before it begins.";
  return pin === undefined || isOffline(draft) ? undefined : lengthRefusal(pin, doors);
}

function lengthRefusal(pin: string, doors: readonly WireDevice[]): string | undefined {
  if (pin.length < 4) return "A PIN has 4 digits at least.";
  const against = doors.find(({ properties: { supported_code_lengths: lengths = [] } }) => {
    return lengths.length > 0 && !lengths.includes(pin.length);
  });
  return against === undefined ? undefined : `${against.display_name} takes no PIN of ${pin.length} digits.`;
}

type Common = Omit<Asks<"/access_codes/create">, "device_id">;

/** What is asked of each of the doors. */
export function wish(draft: Draft): Common {
  const { doors, name, when, pin, opensOnce, rounding, hasBackup, mayBeChangedByOthers } = draft;
  const shared = {
    ...(name.trim() === "" ? {} : { name: name.trim() }),
    ...(when.kind === "ongoing" ? {} : windowOf(when, zoneOf(doors))),
  };
  if (isOffline(draft)) {
    return { ...shared, is_offline_access_code: true, is_one_time_use: opensOnce, max_time_rounding: rounding };
  }
  return {
    ...shared,
    ...(pin === undefined ? {} : { code: pin }),
    ...(hasBackup && when.kind === "time_bound" && possible(doors).backup ? { use_backup_access_code_pool: true } : {}),
    ...(mayBeChangedByOthers ? { is_external_modification_allowed: true } : {}),
  };
}
