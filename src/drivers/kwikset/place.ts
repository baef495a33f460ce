import type { Place } from "#domain/ids.ts";
import type { Window } from "#domain/window.ts";

/** What a place of a code of ours says. */
export interface Named {
  /** The number that the lock knows it by. */
  readonly slot: number;
  /** How often the number was given out before, while an earlier order for it was never answered. */
  readonly turn: number;
  readonly window: Window | undefined;
  /** Of the order that put it there, by which its cloud says where it stands; `undefined`: the name tells of no order. */
  readonly token?: string | undefined;
}

const minuteMs = 60_000;
const form = /^(\d{1,3})(?:\.(\d{1,3}))?(?:@(\d{1,9})-(\d{1,9}))?(?:~([A-Za-z0-9_-]{1,80}))?$/;
const tokenForm = /^[A-Za-z0-9_-]{1,80}$/;

/**
 * As no lock and no cloud of Kwikset's ever says a window again, the one that was sent is in the name, in minutes. So is
 * the order's token: any process can ask by it where the code stands, also after the one that sent it has died.
 */
export function placeOf({ slot, turn, window, token }: Named): Place {
  const again = turn === 0 ? "" : `.${turn}`;
  const between = window === undefined ? "" : `@${window.startsAt / minuteMs}-${window.endsAt / minuteMs}`;
  const order = token !== undefined && tokenForm.test(token) ? `~${token}` : "";
  return `${slot}${again}${between}${order}` as Place;
}

export function readPlace(place: Place): Named | undefined {
  const [, slot, turn = "0", from, to, token] = form.exec(place) ?? [];
  if (slot === undefined) return undefined;
  const window =
    from === undefined || to === undefined
      ? undefined
      : { startsAt: Number(from) * minuteMs, endsAt: Number(to) * minuteMs };
  return { slot: Number(slot), turn: Number(turn), window, token };
}

/** What a place is called before an order for it has a token. */
export function withoutToken(place: Place): Place {
  const named = readPlace(place);
  return named === undefined ? place : placeOf({ ...named, token: undefined });
}
