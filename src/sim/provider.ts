import type { NativeId } from "#domain/ids.ts";
import type { FailureCause, Observation } from "#domain/observation.ts";
import type { Outcome, Step } from "#domain/step.ts";
import type { Discovery, Driver } from "#drivers/driver.ts";
import type { CallKind, FaultPlan } from "./faults.ts";
import type { Doer } from "./keypad.ts";
import type { Life } from "./life.ts";
import type { SimLock } from "./lock.ts";
import type { World } from "./world.ts";

/** What a call finds between us and the provider. */
type Fate = "well" | "lost_answer" | "provider_error" | "throttled" | "late_landing" | "duplicate_call";
const fates: readonly Exclude<Fate, "well">[] = [
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
const lateMs = [1_000, 8 * 60_000] as const;
const throttledMs = [5_000, 120_000] as const;

/** Numbers the calls of a run. */
export interface CallNumbers {
  last: number;
}

/** The provider's side of an account, as one life of a process calls it. */
export function simDriver(
  world: World,
  life: Life,
  faults: FaultPlan,
  locks: readonly SimLock[],
  calls: CallNumbers,
): Driver {
  const line: Line = { world, life, faults, calls };
  return {
    discover: async (signal) => {
      const answer = await discover(line, locks, signal);
      world.tell({ kind: "discovered", process: life.name, answer });
      return answer;
    },
    observe: (native, signal) => observe(line, locks, native, signal),
    apply: (native, step, signal) => apply(line, locks, native, step, signal),
    close: () => Promise.resolve(),
  };
}

interface Line {
  readonly world: World;
  readonly life: Life;
  readonly faults: FaultPlan;
  readonly calls: CallNumbers;
}

async function discover(line: Line, locks: readonly SimLock[], signal: AbortSignal): Promise<Discovery> {
  const isOut = () => locks.some((lock) => lock.isSignedOut);
  return await answered<Discovery>(
    line,
    signal,
    () => {
      if (isOut()) return unfound("unauthorized");
      const devices = locks.filter((lock) => !lock.isGone).map((lock) => lock.report());
      return { kind: "found", devices };
    },
    () => unfound("unreachable"),
  );
}

async function observe(
  line: Line,
  locks: readonly SimLock[],
  native: NativeId,
  signal: AbortSignal,
): Promise<Observation> {
  const { world, life, faults } = line;
  const call = begin(line, native, "observe");
  const fate = fateOf(line, ["lost_answer", "provider_error", "throttled"], "observe");
  const lock = locks.find((one) => one.nativeId === native);
  const look = (): Observation => {
    world.tell({ kind: "call_done", call, lock: native, step: "observe", late: false });
    if (lock?.isSignedOut) return unseen(world, "unauthorized");
    if (lock === undefined || lock.isGone) return { kind: "gone", at: world.now };
    if (fate === "throttled") return unseen(world, "throttled", world.now + drawThrottle(world));
    if (fate === "provider_error") return unseen(world, "provider");
    if (!lock.isOnline) return { ...unseen(world, "unreachable"), device: lock.report() };
    const staleMs = faults.breaks("stale_list") ? world.draw("staleness").between(1_000, 600_000) : 0;
    const residents = lock.residents(staleMs);
    const isPartial = residents.length > 0 && faults.breaks("incomplete_list");
    const shown = isPartial ? residents.slice(world.draw("incompleteness").between(1, residents.length)) : residents;
    return { kind: "seen", at: world.now, device: lock.report(), residents: shown, complete: !isPartial };
  };
  const answer = await answered<Observation>(line, signal, look, () => unseen(world, "unreachable"), fate);
  world.tell({ kind: "call_answered", call, process: life.name, lock: native, step: "observe", answer });
  return answer;
}

async function apply(
  line: Line,
  locks: readonly SimLock[],
  native: NativeId,
  step: Step,
  signal: AbortSignal,
): Promise<Outcome> {
  const { world, life } = line;
  const call = begin(line, native, step);
  const fate = fateOf(line, step.kind === "turn" ? ["lost_answer", "provider_error"] : fates, step.kind);
  const lock = locks.find((one) => one.nativeId === native);
  let isSent = false;
  const perform = (late: boolean, compares: boolean): Outcome => {
    if (lock === undefined || lock.isGone) return failure("provider", "The provider does not know the lock.");
    if (lock.isSignedOut) return failure("unauthorized", "The provider refuses the credentials.");
    if (!lock.isOnline && lock.profile.landsAfterMs === undefined)
      return failure("unreachable", "The lock is offline.");
    isSent = true;
    world.tell({ kind: "call_done", call, lock: native, step, late });
    return performed(lock, step, call, compares);
  };
  const givenUp = () => failure("unreachable", "No answer came in time.", isSent || fate === "late_landing");
  const run = (): Outcome => {
    if (fate === "throttled") return throttled(world);
    if (fate === "provider_error") return failure("provider", "The provider failed.");
    if (fate === "late_landing" || fate === "duplicate_call") {
      world.kernel.after(world.draw("lateness").between(...lateMs), () => void perform(true, true));
      if (fate === "late_landing") return givenUp();
    }
    return perform(false, lock?.profile.comparesOnRemoval !== false);
  };
  const answer = await applied(line, { lock, step, signal, run, givenUp, fate });
  world.tell({ kind: "call_answered", call, process: life.name, lock: native, step, answer });
  return answer;
}

interface Applying {
  readonly lock: SimLock | undefined;
  readonly step: Step;
  readonly signal: AbortSignal;
  readonly run: () => Outcome;
  readonly givenUp: () => Outcome;
  readonly fate: Fate;
}

/** Where the provider compares nothing, the driver looks first, and somebody may come in between. */
async function applied(line: Line, { lock, step, signal, run, givenUp, fate }: Applying): Promise<Outcome> {
  if (step.kind === "clear" && lock !== undefined && !lock.profile.comparesOnRemoval) {
    const isAnother = await answered(
      line,
      signal,
      () => lock.isAnother(step),
      () => undefined,
    );
    if (isAnother === undefined) return failure("unreachable", "No answer came in time.");
    if (isAnother) return { kind: "refused", because: "occupied", detail: "Something else stands there." };
  }
  return await answered<Outcome>(line, signal, run, givenUp, fate === "late_landing" ? "lost_answer" : fate);
}

function performed(lock: SimLock, step: Step, call: number, compares: boolean): Outcome {
  if (step.kind === "turn") return lock.turn(step.to);
  const by: Doer = { kind: "us", code: step.code, call };
  // No profile has codes that its maker computes.
  if (step.kind === "issue") return { kind: "refused", because: "unsupported", detail: "No PINs are computed here." };
  return step.kind === "set" ? lock.set(step, by) : lock.clear(step, by, { compares });
}

/** One call there and back. Given up, it may still be done, and its answer is nobody's. */
function answered<Answer>(
  { world, life }: Line,
  signal: AbortSignal,
  run: () => Answer,
  givenUp: () => Answer,
  fate: Fate = "well",
): Promise<Answer> {
  const draw = world.draw("ways");
  const way = () => (draw.chance(0.9) ? draw.between(...usualWayMs) : draw.between(...slowWayMs));
  const answerMs = fate === "lost_answer" ? Number.POSITIVE_INFINITY : way();
  return new Promise((resolve, reject) => {
    const giveUp = () => resolve(givenUp());
    if (signal.aborted) return giveUp();
    signal.addEventListener("abort", giveUp, { once: true });
    life.effect({ delayMs: way(), run, answerMs }).then((answer) => {
      signal.removeEventListener("abort", giveUp);
      resolve(answer);
    }, reject);
  });
}

function begin({ world, life, calls }: Line, lock: NativeId, step: Step | "observe"): number {
  calls.last += 1;
  world.tell({ kind: "call_sent", call: calls.last, process: life.name, lock, step });
  return calls.last;
}

function fateOf({ faults }: Line, possible: readonly Exclude<Fate, "well">[], over: CallKind): Fate {
  return possible.find((fate) => faults.breaks(fate, over)) ?? "well";
}

function unfound(because: FailureCause): Discovery {
  return { kind: "failed", because, detail: "The account could not be looked through.", notBefore: undefined };
}

function unseen(
  world: World,
  because: FailureCause,
  notBefore?: number,
): Extract<Observation, { kind: "unreachable" }> {
  return { kind: "unreachable", at: world.now, device: undefined, because, detail: "Not seen.", notBefore };
}

function throttled(world: World): Outcome {
  const outcome = { kind: "failed", because: "throttled", detail: "Too many calls.", mayHaveHappened: false } as const;
  return { ...outcome, notBefore: world.now + drawThrottle(world) };
}

function drawThrottle(world: World): number {
  return world.draw("throttling").between(...throttledMs);
}

function failure(because: FailureCause, detail: string, mayHaveHappened = false): Outcome {
  return { kind: "failed", because, detail, notBefore: undefined, mayHaveHappened };
}
