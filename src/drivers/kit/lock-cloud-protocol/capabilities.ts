import type { Capabilities, CodeConstraint } from "#domain/capabilities.ts";
import type { DeviceKind } from "#domain/device.ts";
import { noCodes } from "#drivers/kit/no-codes.ts";
import { asObject, field, flag, list, number, text, type Untrusted } from "#drivers/kit/untrusted.ts";
import { readOfflineKind } from "./offline-kinds.ts";

/**
 * A cloud that built for the published contract and says nothing more. The contract gives it codes to
 * write, list, change and delete, and a bolt to turn. What a lock does when it is offline is not
 * promised there: we keep windows ourselves rather than trust a lock to.
 */
const published: Capabilities = {
  ...noCodes,
  programsOnlineCodes: true,
  locksRemotely: true,
  unlocksRemotely: true,
  readsPins: true,
  updatesInPlace: true,
  listsUnmanaged: true,
  convertsUnmanaged: true,
  deletesUnmanaged: true,
  namesCodeOnEntry: true,
};

/** What the cloud's `capabilities` object says; an absent flag is "never". */
export function readCapabilities(
  extension: Untrusted | undefined,
  kind: DeviceKind,
  zone?: string | undefined,
): Capabilities {
  if (extension === undefined) return kind === "hub" ? noCodes : published;
  const unmanaged = asObject(field(extension, "unmanaged")) ?? {};
  const maxCodes = number(extension, "max_active_codes_supported");
  const looksPerDay = number(extension, "looks_per_day");
  return {
    programsOnlineCodes: flag(extension, "can_program_online_access_codes"),
    programsOfflineCodes: flag(extension, "can_program_offline_access_codes"),
    offlineCodes: list(extension, "offline_codes")?.flatMap((entry) => readOfflineKind(entry) ?? []),
    locksRemotely: flag(extension, "can_remotely_lock"),
    unlocksRemotely: flag(extension, "can_remotely_unlock"),
    codeLengths: readLengths(extension),
    maxCodes: maxCodes !== undefined && Number.isInteger(maxCodes) && maxCodes >= 0 ? maxCodes : undefined,
    constraints: (list(extension, "code_constraints") ?? []).map(readConstraint).filter((one) => one !== undefined),
    schedulesNatively: flag(extension, "native_scheduling") ?? false,
    windows: readWindowKeeping(extension, zone),
    readsPins: flag(extension, "codes_readable") ?? false,
    splitsNames: flag(extension, "splits_names") ?? false,
    reusesPlaces: false,
    updatesInPlace: flag(extension, "updates_in_place") ?? false,
    listsUnmanaged: flag(unmanaged, "listed") ?? false,
    convertsUnmanaged: flag(unmanaged, "convertible") ?? false,
    deletesUnmanaged: flag(unmanaged, "deletable") ?? false,
    sharesPinAcrossWindows: flag(extension, "shares_code_across_windows") ?? false,
    namesCodeOnEntry: flag(extension, "names_code_on_entry") ?? false,
    ...(looksPerDay !== undefined && looksPerDay >= 1 && { looksPerDay }),
  };
}

function readWindowKeeping(extension: Untrusted, zone: string | undefined): Capabilities["windows"] {
  const byWallClock = flag(extension, "keeps_wall_clock") ?? false;
  const stepMs = text(extension, "window_precision") === "minute" ? 60_000 : 1_000;
  return byWallClock || stepMs > 1_000 ? { stepMs, byWallClock, zone } : undefined;
}

function readLengths(extension: Untrusted): readonly number[] {
  const lengths = (list(extension, "supported_code_lengths") ?? []).filter(
    (length): length is number => typeof length === "number" && Number.isInteger(length) && length >= 1 && length <= 20,
  );
  return [...new Set(lengths)].sort((one, other) => one - other);
}

const digitRules = {
  no_zeros: true,
  cannot_start_with_12: true,
  no_triple_consecutive_ints: true,
  cannot_specify_pin_code: true,
  pin_code_matches_existing_set: true,
  start_date_in_future: true,
  no_ascending_or_descending_sequence: true,
  at_least_three_unique_digits: true,
  no_all_same_digits: true,
  unique_first_four_digits: true,
  cannot_contain_089: true,
  cannot_contain_0789: true,
  name_must_be_unique: true,
} as const satisfies Record<Exclude<CodeConstraint["type"], "name_length">, true>;

/** A rule that is new to us is left for the cloud to refuse by. */
function readConstraint(value: unknown): CodeConstraint | undefined {
  const rule = asObject(value);
  const type = rule && text(rule, "constraint_type");
  if (rule === undefined || type === undefined) return undefined;
  if (type === "name_length") {
    const min = number(rule, "min_length");
    const max = number(rule, "max_length");
    return { type, ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
  }
  return isDigitRule(type) ? { type } : undefined;
}

function isDigitRule(type: string): type is keyof typeof digitRules {
  return Object.hasOwn(digitRules, type);
}
