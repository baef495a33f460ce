import type { WireEvent } from "#api/contract/wire.ts";
import type { View } from "./view.ts";

/** What happened at a door at one moment. `at` is epoch milliseconds. */
export interface Happening {
  readonly id: string;
  readonly at: number;
  readonly kind: "entry" | "turned" | "denied" | "battery";
  readonly words: string;
  readonly accessCodeId: string | undefined;
}

/** A time in which nobody reached the door, epoch milliseconds. No `until`: it lasts. */
export interface Spell {
  readonly from: number;
  readonly until: number | undefined;
}

/** What the time axis is told of. */
export const toldTypes = [
  "lock.unlocked",
  "lock.access_denied",
  "device.connected",
  "device.disconnected",
  "device.low_battery",
] as const satisfies readonly WireEvent["event_type"][];

/** Newest first. */
export function happeningsOf(events: readonly WireEvent[]): readonly Happening[] {
  return events
    .flatMap((event): readonly Happening[] => {
      const accessCodeId = "access_code_id" in event ? (event.access_code_id as string | undefined) : undefined;
      const common = { id: event.event_id, at: Date.parse(event.occurred_at), accessCodeId };
      switch (event.event_type) {
        case "lock.unlocked":
          return [{ ...common, ...opened(event.method, accessCodeId) }];
        case "lock.access_denied":
          return [{ ...common, kind: "denied", words: "The keypad refused a code." }];
        case "device.low_battery":
          return [
            { ...common, kind: "battery", words: `Battery low: ${Math.round(event.battery_level * 100)} % left.` },
          ];
        default:
          return [];
      }
    })
    .sort((one, other) => other.at - one.at);
}

function opened(method: string, accessCodeId: string | undefined): Pick<Happening, "kind" | "words"> {
  if (accessCodeId !== undefined) return { kind: "entry", words: "Opened with a code." };
  switch (method) {
    case "keycode":
      return { kind: "entry", words: "Opened with a code; the lock does not say which." };
    case "seamapi":
      return { kind: "turned", words: "Unlocked from here or by the API." };
    case "manual":
      return { kind: "turned", words: "Unlocked by hand." };
    default:
      return { kind: "turned", words: "Unlocked; the lock does not say how." };
  }
}

/** What is known of a door beside what happened there; epoch milliseconds. */
export interface Known {
  readonly createdAt: number;
  /** Of a door that is offline now. */
  readonly offlineSince: number | undefined;
}

/** A door that is taken in is told of as connected, without having been away. */
const takenInMs = 60_000;

/** When nobody reached the door, oldest first. */
export function offlineSpells(
  events: readonly WireEvent[],
  view: View,
  { createdAt, offlineSince }: Known,
): readonly Spell[] {
  const turns = events
    .filter(({ event_type: type }) => type === "device.connected" || type === "device.disconnected")
    .map(({ event_type: type, occurred_at }) => ({
      isOff: type === "device.disconnected",
      at: Date.parse(occurred_at),
    }))
    .sort((one, other) => one.at - other.at);
  const spells: Spell[] = [];
  // What came back without having gone away in sight went away before.
  const [first] = turns;
  const wasAway = first?.isOff === false && first.at - createdAt > takenInMs;
  let from = wasAway ? Math.max(view.from, createdAt) : undefined;
  for (const { isOff, at } of turns) {
    if (isOff) from ??= at;
    else if (from !== undefined) {
      spells.push({ from, until: at });
      from = undefined;
    }
  }
  return offlineSince === undefined ? spells : [...spells, { from: from ?? offlineSince, until: undefined }];
}
