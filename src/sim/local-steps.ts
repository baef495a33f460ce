import type { Place } from "#domain/ids.ts";
import type { Outcome, Step } from "#domain/step.ts";
import type { Doer } from "./keypad.ts";
import { beforeWriting, targetOf, writeLocally } from "./local-lock.ts";
import type { SimLock } from "./lock.ts";
import { answered, type Fate, failure, type Line, lateMs, throttled } from "./provider-line.ts";

/** What waits for a lock that sleeps is asked about again after this, in milliseconds. */
const wakesWithinMs = 30_000;

/** One step at a lock without a cloud. */
export interface LocalStep {
  readonly lock: SimLock;
  readonly step: Extract<Step, { kind: "set" | "clear" }>;
  readonly call: number;
  readonly fate: Fate;
  readonly signal: AbortSignal;
}

/**
 * The driver looks first, then it writes, and somebody may come in between. What it has written, and nobody answered
 * for, may land minutes later, on whatever stands there then.
 */
export async function applyLocally(line: Line, local: LocalStep): Promise<Outcome> {
  const { lock, step, fate, signal } = local;
  const { world } = line;
  const memory = line.memoryOf(lock);
  let place: Place | undefined;
  const look = (): Outcome | undefined => {
    const trouble = troubleWith(lock) ?? beforeWriting(lock, memory, step);
    place = targetOf(lock, step);
    return trouble;
  };
  if (fate === "throttled") return throttled(world);
  if (fate === "provider_error") return failure("provider", "The way to the lock is broken.");
  const unanswered = failure("unreachable", "No answer came in time.");
  const before = await answered<Outcome | undefined>(line, signal, look, () => unanswered);
  if (before !== undefined) return before;
  let isSent = false;
  const write = (late: boolean) => {
    isSent = true;
    world.tell({ kind: "call_done", call: local.call, lock: lock.nativeId, step, late });
    const isLost = late && isOverAStrangers(lock, place);
    // What comes late over a stranger's code, on a lock that shows no digits, nobody can know from what stood there.
    if (isLost) world.count("a late write went over a code of others, and nothing shows it");
    const by: Doer = isLost ? { kind: "forgotten" } : { kind: "us", code: step.code, call: local.call };
    const isHalf = fate === "lost_answer" && world.draw("half done").chance(0.5);
    const outcome = writeLocally(lock, step, place ?? ("" as Place), { by, now: world.now, isHalf, isLate: late });
    if (!late && outcome.kind === "done") memory.heard.delete(place ?? ("" as Place));
    return outcome;
  };
  const waits = (): Outcome => {
    const askAgainAt = world.now + wakesWithinMs;
    if (lock.profile.local?.sleeps === true) return { kind: "pending", askAgainAt, place };
    return failure("unreachable", "No answer came in time.", true);
  };
  const run = (): Outcome => {
    const trouble = troubleWith(lock);
    if (trouble !== undefined && (lock.isOnline || lock.isGone || lock.profile.local?.sleeps !== true)) return trouble;
    if (trouble !== undefined) {
      lock.whenOnline(() => write(true));
      return waits();
    }
    if (fate === "late_landing" || fate === "duplicate_call")
      world.kernel.after(world.draw("lateness").between(...lateMs), () => void (lock.isOnline && write(true)));
    return fate === "late_landing" ? waits() : write(false);
  };
  const givenUp = () => failure("unreachable", "No answer came in time.", isSent || fate === "late_landing");
  return await answered<Outcome>(line, signal, run, givenUp, fate);
}

function isOverAStrangers({ keypad, profile }: SimLock, place: Place | undefined): boolean {
  const { names, readsPins } = profile.capabilities;
  const there = place === undefined ? undefined : keypad.at(place);
  return names === "none" && !readsPins && there?.madeBy.kind === "person" && there.changedBy.kind === "person";
}

function troubleWith(lock: SimLock): Outcome | undefined {
  if (lock.isGone) return failure("provider", "The network does not know the lock.");
  if (lock.isSignedOut) return failure("unauthorized", "The broker refuses the credentials.");
  return lock.isOnline ? undefined : failure("unreachable", "The lock does not answer.");
}
