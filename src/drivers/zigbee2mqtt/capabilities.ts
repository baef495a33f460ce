import type { Capabilities } from "#domain/capabilities.ts";
import { lengthsBetween } from "#drivers/kit/code-lengths.ts";
import type { Limits } from "./wire.ts";

/** A look at a small lock is some ten frames over a battery's radio; what people do at its keypad it tells by itself. */
const looksPerDay = 96;

/** `limits`: what the lock says of itself. `isExposed`: Zigbee2MQTT is told to publish its PINs. */
export function capabilitiesOf(limits: Limits | "none" | undefined, isExposed: boolean): Capabilities {
  const known = limits === "none" ? undefined : limits;
  return {
    programsOnlineCodes: true,
    programsOfflineCodes: undefined,
    locksRemotely: true,
    unlocksRemotely: true,
    codeLengths: lengths(known),
    maxCodes: known?.places,
    constraints: [],
    // Zigbee2MQTT can send schedules and cannot read them back: nobody would know whether the lock keeps one.
    schedulesNatively: false,
    readsPins: isExposed,
    names: "none",
    reusesPlaces: true,
    updatesInPlace: true,
    listsUnmanaged: true,
    convertsUnmanaged: isExposed,
    deletesUnmanaged: true,
    sharesPinAcrossWindows: false,
    looksPerDay,
    namesCodeOnEntry: true,
  };
}

function lengths(limits: Limits | undefined): readonly number[] {
  const { shortest, longest } = limits ?? {};
  if (shortest === undefined || longest === undefined || shortest < 1 || longest > 20) return [];
  return lengthsBetween(shortest, longest);
}
