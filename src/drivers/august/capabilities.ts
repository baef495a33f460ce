import type { Capabilities } from "#domain/capabilities.ts";
import { lengthsBetween } from "#drivers/kit/code-lengths.ts";
import { field, flag, list, number, type Untrusted } from "#drivers/kit/untrusted.ts";
import type { Brand } from "./config.ts";

/** PINs of four to six digits (the maker's guide); Yale's keypads take up to eight (Seam's page on Yale). */
const usualLengths = { august: lengthsBetween(4, 6), yale: lengthsBetween(4, 8) } as const;

/** No more PINs than these "can be set or reserved for a specific lock" (the maker's guide); many have fewer places. */
const mostPins = 240;

/** The first August locks can be told of no times (the maker's guide, "Check Lock Type"). */
const typeWithoutTimes = 1;

/** What a lock's record says that it can do. */
export function capabilitiesOf(lock: Untrusted, brand: Brand, { hasBridge, hasKeypad }: Parts): Capabilities {
  return {
    programsOnlineCodes: hasBridge && hasKeypad,
    programsOfflineCodes: undefined,
    locksRemotely: hasBridge,
    unlocksRemotely: hasBridge,
    codeLengths: lengthsOf(lock) ?? usualLengths[brand],
    maxCodes: mostPins,
    constraints: [],
    schedulesNatively: number(lock, "Type") !== typeWithoutTimes && flag(lock, "accessSchedulesAllowed") !== false,
    readsPins: true,
    splitsNames: true,
    reusesPlaces: false,
    updatesInPlace: false,
    listsUnmanaged: true,
    convertsUnmanaged: true,
    deletesUnmanaged: true,
    sharesPinAcrossWindows: false,
    namesCodeOnEntry: true,
  };
}

/** What is fitted to a lock or linked with it. */
export interface Parts {
  readonly hasBridge: boolean;
  readonly hasKeypad: boolean;
}

/** An assumed field: that the cloud tells which lengths a keypad takes is not documented. */
function lengthsOf(lock: Untrusted): readonly number[] | undefined {
  if (field(lock, "entryCodeLengths") === undefined) return undefined;
  const isLength = (value: unknown): value is number =>
    typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 20;
  const lengths = (list(lock, "entryCodeLengths") ?? []).filter(isLength);
  return lengths.length === 0 ? undefined : [...new Set(lengths)].sort((one, other) => one - other);
}
