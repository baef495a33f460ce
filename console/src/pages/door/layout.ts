import type { WirePlaces, WireResident } from "#api/contract/places.ts";
import type { View } from "./view.ts";

/** How a code stands, as a bar shows it and as words say it. */
export type Standing = "on_lock" | "scheduled" | "moving" | "wanted" | "backup" | "unmanaged" | "gone";

/** A code's time. Ends are epoch milliseconds; infinite where it has no end, or none that is known. */
export interface Bar {
  readonly code: WireResident;
  readonly standing: Standing;
  readonly from: number;
  readonly until: number;
  /** From when it is put on the lock ahead of its time. */
  readonly due: number | undefined;
}

/** One line of bars: a place on the lock, or codes without a place that do not meet. */
export interface Lane {
  readonly id: string;
  /** `undefined`: no place of the lock. */
  readonly place: string | undefined;
  readonly bars: readonly Bar[];
}

/**
 * The lanes in sight: first one for each place that is taken, then as few as can be for codes that are to come and
 * those that went. `labelMs`: so much time a name takes up, which stands at the beginning of its bar.
 */
export function lanesOf(places: WirePlaces, view: View, now: number, labelMs = 0): readonly Lane[] {
  const bars = places.access_codes.map((code) => barOf(code, now));
  const resident = bars.filter(({ code }) => code.on_lock !== null && code.gone_at === null);
  const rest = bars.filter((bar) => !resident.includes(bar) && bar.from < view.until && bar.until > view.from);
  return [
    ...resident.sort(byPlace(places.are_numbered)).map((bar) => ({
      id: bar.code.access_code_id,
      place: bar.code.on_lock?.place,
      bars: [bar],
    })),
    ...packed(rest, view, labelMs),
  ];
}

export function barOf(code: WireResident, now: number): Bar {
  return { code, standing: standingOf(code, now), ...timeOf(code, now) };
}

function standingOf(code: WireResident, now: number): Standing {
  const { on_lock: onLock, taken_by: takenBy } = code;
  if (code.gone_at !== null) return "gone";
  if (onLock === null) return "wanted";
  if (takenBy === "unmanaged" || takenBy === "unreadable") return "unmanaged";
  const isConfirmed = code.evidence.some(({ grade }) => grade !== "claimed" && grade !== "assumed");
  if (onLock.state !== "on_lock" || !isConfirmed || code.readiness?.mark === "leaving") return "moving";
  if (takenBy === "backup") return "backup";
  return onLock.starts_at !== null && Date.parse(onLock.starts_at) > now ? "scheduled" : "on_lock";
}

function timeOf(code: WireResident, now: number): Pick<Bar, "from" | "until" | "due"> {
  const { on_lock: onLock } = code;
  const created = Date.parse(code.created_at);
  const starts = at(code.starts_at) ?? created;
  const until = at(code.ends_at) ?? Number.POSITIVE_INFINITY;
  if (code.gone_at !== null) {
    const gone = Date.parse(code.gone_at);
    return { from: Math.min(starts, gone), until: Math.min(until, gone), due: undefined };
  }
  if (onLock === null) return { from: starts, until, due: before(at(code.due_at), starts) };
  if (onLock.starts_at !== null) {
    return { from: Date.parse(onLock.starts_at), until: at(onLock.ends_at) ?? until, due: undefined };
  }
  // A lock that keeps no window opens for what stands there, whatever was wanted: until somebody takes it off.
  const since = Math.min(...code.evidence.map(({ at: last, first_at: first }) => Date.parse(first ?? last)));
  const isLate = until <= now;
  return { from: Number.isFinite(since) ? since : created, until: isLate ? now : until, due: undefined };
}

function at(instant: string | null): number | undefined {
  return instant === null ? undefined : Date.parse(instant);
}

function before(due: number | undefined, starts: number): number | undefined {
  return due !== undefined && due < starts ? due : undefined;
}

/** By the slot's number where there are numbers; else ours first, then spare ones, then others', each by its beginning. */
function byPlace(areNumbered: boolean): (one: Bar, other: Bar) => number {
  if (areNumbered) {
    return (one, other) =>
      Number(one.code.on_lock?.place ?? 0) - Number(other.code.on_lock?.place ?? 0) || byStart(one, other);
  }
  const order = ["guest", "backup", "unmanaged", "unreadable"];
  const rank = ({ code }: Bar) => order.indexOf(code.taken_by);
  return (one, other) => rank(one) - rank(other) || byStart(one, other);
}

function byStart(one: Bar, other: Bar): number {
  return one.from - other.from || (one.code.access_code_id < other.code.access_code_id ? -1 : 1);
}

/** Each bar goes into the first lane that is free by then. */
function packed(bars: readonly Bar[], view: View, labelMs: number): readonly Lane[] {
  const lanes: { bars: Bar[]; freeFrom: number }[] = [];
  for (const bar of [...bars].sort(byStart)) {
    const from = Math.max(view.from, bar.due ?? bar.from);
    const until = Math.max(bar.until, Math.max(view.from, bar.from) + labelMs);
    const lane = lanes.find(({ freeFrom }) => freeFrom <= from);
    if (lane === undefined) lanes.push({ bars: [bar], freeFrom: until });
    else {
      lane.bars.push(bar);
      lane.freeFrom = until;
    }
  }
  return lanes.map((lane, index) => ({ id: `without a place ${index}`, place: undefined, bars: lane.bars }));
}
