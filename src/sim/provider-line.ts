import type { NativeId, Place } from "#domain/ids.ts";
import type { FailureCause } from "#domain/observation.ts";
import type { Outcome, Step } from "#domain/step.ts";
import type { CallKind, FaultPlan } from "./faults.ts";
import type { Life } from "./life.ts";
import type { LineMemory } from "./local-lock.ts";
import type { SimLock } from "./lock.ts";
import type { World } from "./world.ts";

/** What a call finds between us and the provider. */
export type Fate = "well" | "lost_answer" | "provider_error" | "throttled" | "late_landing" | "duplicate_call";
export const fates: readonly Exclude<Fate, "well">[] = [
  "lost_answer",
  "provider_error",
  "throttled",
  "late_landing",
  "duplicate_call",
];

/** A call takes so long to get there, and its answer so long to come back, in milliseconds. */
const usualWayMs = [20, 800] as const;
const slowWayMs = [800, 6_000] as const;
/** What was given up is done so much later. */
export const lateMs = [1_000, 8 * 60_000] as const;
const throttledMs = [5_000, 120_000] as const;

/** Numbers the calls of a run. */
export interface CallNumbers {
  last: number;
}

export interface Line {
  readonly world: World;
  readonly life: Life;
  readonly faults: FaultPlan;
  readonly calls: CallNumbers;
  /** What this process has heard of a lock without a cloud. */
  readonly memoryOf: (lock: SimLock) => LineMemory;
}

/** It listens from its first call on until it dies. */
export function memories(life: Life): (lock: SimLock) => LineMemory {
  const known = new Map<SimLock, LineMemory>();
  return (lock) => {
    const before = known.get(lock);
    if (before !== undefined) return before;
    const memory: LineMemory = { heard: new Map(), next: 0 };
    known.set(lock, memory);
    if (lock.profile.local?.knowsOthers === "by_ear") {
      const hear = (place: Place) => void memory.heard.set(place, "heard");
      lock.ears.add(hear);
      life.onEnd(() => lock.ears.delete(hear));
    }
    return memory;
  };
}

/** One call there and back. Given up, it may still be done, and its answer is nobody's. */
export function answered<Answer>(
  { world, life }: Line,
  signal: AbortSignal,
  run: () => Answer,
  givenUp: () => Answer,
  fate: Fate = "well",
): Promise<Answer> {
  const answerMs = fate === "lost_answer" ? Number.POSITIVE_INFINITY : drawWay(world);
  return new Promise((resolve, reject) => {
    const giveUp = () => resolve(givenUp());
    if (signal.aborted) return giveUp();
    signal.addEventListener("abort", giveUp, { once: true });
    life.effect({ delayMs: drawWay(world), run, answerMs }).then((answer) => {
      signal.removeEventListener("abort", giveUp);
      resolve(answer);
    }, reject);
  });
}

export function begin(
  { world, life, calls }: Pick<Line, "world" | "life" | "calls">,
  lock: NativeId,
  step: Step | "observe",
): number {
  calls.last += 1;
  world.tell({ kind: "call_sent", call: calls.last, process: life.name, lock, step });
  return calls.last;
}

export function fateOf({ faults }: Line, possible: readonly Exclude<Fate, "well">[], over: CallKind): Fate {
  return possible.find((fate) => faults.breaks(fate, over)) ?? "well";
}

export function throttled(world: World): Outcome {
  const outcome = { kind: "failed", because: "throttled", detail: "Too many calls.", mayHaveHappened: false } as const;
  return { ...outcome, notBefore: world.now + drawThrottle(world) };
}

/** How long something is on its way, in milliseconds. */
export function drawWay(world: World): number {
  const draw = world.draw("ways");
  return draw.chance(0.9) ? draw.between(...usualWayMs) : draw.between(...slowWayMs);
}

export function drawThrottle(world: World): number {
  return world.draw("throttling").between(...throttledMs);
}

export function failure(because: FailureCause, detail: string, mayHaveHappened = false): Outcome {
  return { kind: "failed", because, detail, notBefore: undefined, mayHaveHappened };
}
