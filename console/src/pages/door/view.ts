/** The time that is shown, epoch milliseconds. */
export interface View {
  readonly from: number;
  readonly until: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const shortestMs = 6 * hourMs;
const longestMs = 60 * dayMs;

/** From two days ago until in a week, to the hour, so that the same is asked for a while. */
export function usualView(now: number): View {
  const hour = now - (now % hourMs);
  return { from: hour - 2 * dayMs, until: hour + 7 * dayMs };
}

interface InAddress {
  readonly from?: string;
  readonly until?: string;
}

/** The time that an address names; `undefined` where it names none that can be shown. */
export function viewIn({ from = "", until = "" }: InAddress): View | undefined {
  const view = { from: Date.parse(from), until: Date.parse(until) };
  const span = view.until - view.from;
  return span >= shortestMs && span <= longestMs ? view : undefined;
}

/** To the minute, which is nothing on an axis of hours. */
export function inAddress({ from, until }: View): Required<InAddress> {
  const written = (at: number) => new Date(Math.round(at / 60_000) * 60_000).toISOString();
  return { from: written(from), until: written(until) };
}

export type Move = "earlier" | "later" | "closer" | "wider";

/** Moves by a quarter, or by a half closer to or wider around now where it is in sight, and the middle else. */
export function moved({ from, until }: View, move: Move, now: number): View {
  const span = until - from;
  switch (move) {
    case "earlier":
      return { from: from - span / 4, until: until - span / 4 };
    case "later":
      return { from: from + span / 4, until: until + span / 4 };
    case "closer":
    case "wider": {
      const next = Math.min(longestMs, Math.max(shortestMs, move === "closer" ? span / 2 : span * 2));
      const around = from < now && now < until ? now : from + span / 2;
      const before = ((around - from) / span) * next;
      return { from: around - before, until: around - before + next };
    }
  }
}
