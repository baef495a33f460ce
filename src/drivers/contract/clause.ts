import assert from "node:assert/strict";
import type { AccessCodeId, Place } from "#domain/ids.ts";
import type { Observation, Resident } from "#domain/observation.ts";
import { Pin } from "#domain/pin.ts";
import type { ClearStep, Outcome, SetStep, Step } from "#domain/step.ts";
import type { Window } from "#domain/window.ts";
import type { Bench, BenchLock } from "./bench.ts";

/** One thing that every driver must do. `check` rejects where it does not hold. */
export interface Clause {
  /** A sentence about the world. */
  readonly sentence: string;
  /** `another` opens a second bench in the same state as the first was in. */
  check(bench: Bench, another: () => Promise<Bench>): Promise<void>;
}

/** A signal that nobody aborts. */
export const unhurried = new AbortController().signal;

export const someCode = "11111111-1111-4111-8111-111111111111" as AccessCodeId;
export const otherCode = "22222222-2222-4222-8222-222222222222" as AccessCodeId;

export function pinOf(digits: string): Pin {
  const pin = Pin.parse(digits);
  assert.ok(pin, "the bench's PIN is a PIN");
  return pin;
}

export function setStep(
  digits: string,
  more: { code?: AccessCodeId; label?: string; window?: Window; into?: Place } = {},
): SetStep {
  const { code = someCode, label = "Guest", window, into } = more;
  return { kind: "set", code, pin: pinOf(digits), label, window, into, why: "A clause wants it." };
}

export function clearStep(resident: Resident, digits: string): ClearStep {
  const { place, label } = resident;
  return { kind: "clear", code: someCode, place, expecting: { pin: pinOf(digits), label }, why: "A clause wants it." };
}

/** Does one step that must be accepted, and waits until the lock has done it. */
export async function achieve(bench: Bench, lock: BenchLock, step: Step): Promise<Outcome> {
  const outcome = await bench.driver.apply(lock.id, step, unhurried);
  assert.ok(outcome.kind === "done" || outcome.kind === "pending", `${step.kind} was ${describeOutcome(outcome)}`);
  await bench.settle();
  return outcome;
}

export async function look(bench: Bench, lock: BenchLock): Promise<Observation> {
  return bench.driver.observe(lock.id, unhurried);
}

/** What stands on a lock that must be seen. */
export async function residents(bench: Bench, lock: BenchLock): Promise<readonly Resident[]> {
  const observation = await look(bench, lock);
  assert.equal(observation.kind, "seen", "the lock is reachable and must be seen");
  return observation.kind === "seen" ? observation.residents : [];
}

/** The only code on the lock, which must be exactly one. */
export async function onlyResident(bench: Bench, lock: BenchLock): Promise<Resident> {
  const all = await residents(bench, lock);
  assert.equal(all.length, 1, "exactly one code is seen");
  const [only] = all;
  assert.ok(only);
  return only;
}

export async function assertOpens(lock: BenchLock, digits: string, why: string): Promise<void> {
  assert.equal(await lock.wouldOpen(digits), true, `the keypad should open: ${why}`);
}

export async function assertStaysShut(lock: BenchLock, digits: string, why: string): Promise<void> {
  assert.equal(await lock.wouldOpen(digits), false, `the keypad should stay shut: ${why}`);
}

export async function assertCount(lock: BenchLock, count: number): Promise<void> {
  assert.equal(await lock.countCodes(), count, "the number of codes on the lock");
}

export function assertRefused(outcome: Outcome, because: string): void {
  assert.equal(describeOutcome(outcome), `refused: ${because}`);
}

export function describeOutcome(outcome: Outcome): string {
  return "because" in outcome ? `${outcome.kind}: ${outcome.because}` : outcome.kind;
}
