import type { NativeId } from "#domain/ids.ts";
import { anywhere } from "#domain/lost-tries.ts";
import type { ClearStep, Outcome, SetStep, Step, TurnStep } from "#domain/step.ts";
import { failed, refused } from "#drivers/kit/failed.ts";
import { unreadable } from "#drivers/kit/reply.ts";
import { asFailed, offline, passOn } from "./cloud.ts";
import { issue } from "./issue.ts";
import { lockAt, type Parts } from "./parts.ts";
import { nameOf, nobodys, readPlace } from "./place.ts";
import { jobTypes, readJobId, takesLength, writeDeletion, writePin } from "./wire.ts";

/** A bridge does about two jobs in a minute (production code of a user, 2026; grade C). */
const jobMs = 15_000;

/** Does one step at one lock. What is done through a bridge is a job, and how it ends is seen by looking. */
export async function take(parts: Parts, device: NativeId, step: Step, signal: AbortSignal): Promise<Outcome> {
  switch (step.kind) {
    case "set":
      return set(parts, device, step, signal);
    case "issue":
      return issue(parts, device, step, signal);
    case "clear":
      return clear(parts, device, step, signal);
    case "turn":
      return turn(parts, device, step, signal);
  }
}

async function set(parts: Parts, device: NativeId, step: SetStep, signal: AbortSignal): Promise<Outcome> {
  if (step.into !== undefined) return refused("unsupported", "A code of this maker is not changed where it stands.");
  if (!takesLength(step.pin)) return refused("constraint", "A PIN of this maker has 4 to 6 digits.");
  const made = await giveJob(parts, device, writePin(step), signal);
  if (typeof made !== "string") return made;
  return pending(parts, nameOf({ made, window: step.window, removed: undefined }));
}

/** Takes a code off by its digits, which is all that the maker knows it by. */
async function clear(parts: Parts, device: NativeId, step: ClearStep, signal: AbortSignal): Promise<Outcome> {
  const jobs = step.place === anywhere ? nobodys : readPlace(step.place);
  const { pin } = step.expecting;
  if (jobs === undefined) return refused("unsupported", "A computed PIN is taken off beside the lock only.");
  if (pin === undefined)
    return failed("provider", "The digits of the code are not known, and the maker goes by these.");
  const removed = await giveJob(parts, device, writeDeletion(pin), signal);
  return typeof removed === "string" ? pending(parts, nameOf({ ...jobs, removed })) : removed;
}

async function turn(parts: Parts, device: NativeId, step: TurnStep, signal: AbortSignal): Promise<Outcome> {
  const jobType = step.to === "locked" ? jobTypes.lock : jobTypes.unlock;
  const job = await giveJob(parts, device, { jobType }, signal);
  if (typeof job !== "string") return job;
  const { turns } = parts.memory;
  turns.set(device, (turns.get(device) ?? new Map()).set(step.attempt, job));
  return { kind: "pending", askAgainAt: parts.runtime.now() + jobMs, place: undefined };
}

/** Has the lock's bridge do something. The answer is the job's id. */
async function giveJob(
  parts: Parts,
  device: NativeId,
  job: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<string | Outcome> {
  const lock = await lockAt(parts, device, signal);
  if ("kind" in lock) return asFailed(lock);
  const { bridge } = lock;
  if (bridge === undefined) return failed("unreachable", "No bridge is linked to the lock.");
  const reply = await parts.cloud.order(["devices", device, "jobs", "bridges", bridge], job, signal);
  if (reply.kind === "bridge_offline") {
    parts.memory.deadBridges.add(bridge);
    return offline();
  }
  if (reply.kind !== "answered") return passOn(reply);
  return readJobId(reply.body) ?? unreadable("a job", true);
}

function pending({ runtime }: Parts, place: ReturnType<typeof nameOf>): Outcome {
  if (place === undefined) return unreadable("a job", true);
  return { kind: "pending", askAgainAt: runtime.now() + jobMs, place };
}
