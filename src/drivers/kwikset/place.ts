import type { Place } from "#domain/ids.ts";
import type { Window } from "#domain/window.ts";

/** What a place of a code of ours says. */
export interface Named {
  /** The number that the lock knows it by. */
  readonly slot: number;
  /** How often the number was given out before, while an earlier order for it was never answered. */
  readonly turn: number;
  readonly window: Window | undefined;
}

const minuteMs = 60_000;
const form = /^(\d{1,3})(?:\.(\d{1,3}))?(?:@(\d{1,9})-(\d{1,9}))?$/;

/** As no lock and no cloud of Kwikset's ever says a window again, the one that was sent is in the name, in minutes. */
export function placeOf({ slot, turn, window }: Named): Place {
  const again = turn === 0 ? "" : `.${turn}`;
  const between = window === undefined ? "" : `@${window.startsAt / minuteMs}-${window.endsAt / minuteMs}`;
  return `${slot}${again}${between}` as Place;
}

export function readPlace(place: Place): Named | undefined {
  const [, slot, turn = "0", from, to] = form.exec(place) ?? [];
  if (slot === undefined) return undefined;
  const window =
    from === undefined || to === undefined
      ? undefined
      : { startsAt: Number(from) * minuteMs, endsAt: Number(to) * minuteMs };
  return { slot: Number(slot), turn: Number(turn), window };
}
