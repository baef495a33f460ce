import type { NativeId, Place } from "#domain/ids.ts";
import type { FailureCause, Observation } from "#domain/observation.ts";
import type { Outcome, Step } from "#domain/step.ts";
import type { Discovery, Driver } from "#drivers/driver.ts";
import type { FaultPlan } from "./faults.ts";
import type { Doer } from "./keypad.ts";
import type { Life } from "./life.ts";
import { lookLocally } from "./local-lock.ts";
import { applyLocally } from "./local-steps.ts";
import type { SimLock } from "./lock.ts";
import {
  answered,
  begin,
  type CallNumbers,
  drawThrottle,
  type Fate,
  failure,
  fateOf,
  fates,
  type Line,
  lateMs,
  memories,
  throttled,
} from "./provider-line.ts";
import type { World } from "./world.ts";

/** The provider's side of an account, as one life of a process calls it. */
export function simDriver(
  world: World,
  life: Life,
  faults: FaultPlan,
  locks: readonly SimLock[],
  calls: CallNumbers,
): Driver {
  const line: Line = { world, life, faults, calls, memoryOf: memories(life) };
  return {
    discover: async (signal) => {
      const answer = await discover(line, locks, signal);
      world.tell({ kind: "discovered", process: life.name, answer });
      return answer;
    },
    observe: (native, signal, places = []) => observe(line, locks, native, { signal, places }),
    apply: (native, step, signal) => apply(line, locks, native, step, signal),
    close: () => Promise.resolve(),
  };
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
  { signal, places }: { readonly signal: AbortSignal; readonly places: readonly Place[] },
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
    const { local } = lock.profile;
    if (local !== undefined) {
      const reach = (count: number) =>
        count > 1 && faults.breaks("incomplete_list") ? world.draw("incompleteness").between(1, count - 1) : count;
      const shown = lookLocally(lock, local, line.memoryOf(lock), { asked: places, staleMs, reach });
      return { kind: "seen", at: world.now, device: lock.report(), ...shown };
    }
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
  const isLocal = lock?.profile.local !== undefined && (step.kind === "set" || step.kind === "clear");
  const answer = isLocal
    ? await applyLocally(line, { lock, step, call, fate, signal })
    : await applied(line, { lock, step, signal, run, givenUp, fate });
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
