import type { Span } from "./history.ts";

/** How much of `from` to `to` lies in none of the spans, which may overlap; milliseconds. */
export function undisturbedMs(from: number, to: number, spans: readonly Span[]): number {
  let left = Math.max(0, to - from);
  let until = from;
  for (const span of spans.toSorted((one, other) => one.from - other.from)) {
    const begins = Math.max(span.from, until);
    const ends = Math.min(span.to, to);
    if (ends <= begins) continue;
    left -= ends - begins;
    until = ends;
  }
  return left;
}
