import type { NativeId } from "#domain/ids.ts";
import type { Evidence, Resident } from "#domain/observation.ts";
import type { ClearStep, Outcome, SetStep, Step, TurnStep } from "#domain/step.ts";
import { closeWindow } from "#domain/window.ts";
import { failed, refused } from "#drivers/kit/failed.ts";
import { unreadable } from "#drivers/kit/reply.ts";
import { asObject, text } from "#drivers/kit/untrusted.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Cloud, Reply } from "./cloud.ts";
import { issue } from "./issue.ts";
import { passOn } from "./look.ts";
import { type Listing, readListing, readResident, writeCode } from "./wire.ts";

/** How long a lock is given to confirm before it is looked at; the cloud's event usually comes first. */
const confirmationMs = 5_000;

/** Does one step at one lock. */
export async function take(
  cloud: Cloud,
  runtime: Runtime,
  device: NativeId,
  step: Step,
  signal: AbortSignal,
): Promise<Outcome> {
  switch (step.kind) {
    case "set":
      return step.into === undefined ? add(cloud, runtime, device, step, signal) : change(cloud, runtime, step, signal);
    case "issue":
      return issue(cloud, device, step, signal);
    case "clear":
      return clear(cloud, runtime, device, step, signal);
    case "turn":
      return turn(cloud, runtime, device, step, signal);
  }
}

/**
 * Puts a code on the lock, unless it stands there already: then an earlier reply was lost. What is
 * merely similar, such as the same PIN under another name, is a stranger's and stays as it is.
 */
async function add(
  cloud: Cloud,
  runtime: Runtime,
  device: NativeId,
  step: SetStep,
  signal: AbortSignal,
): Promise<Outcome> {
  const listing = await listed(cloud, device, signal);
  if ("kind" in listing) return listing;
  const same = listing.residents.find((resident) => step.pin.equals(resident.pin) && fits(resident, step));
  if (same !== undefined) return standing(same, "read_back", runtime);
  if (listing.residents.some((resident) => resident.state === "leaving" && step.pin.equals(resident.pin))) {
    return failed("busy", "A code with the same PIN is still being removed.");
  }
  const reply = await cloud.addCode(device, writeCode(step), signal);
  return lostReply(reply, listing, step, runtime) ?? afterWriting(reply, runtime);
}

/**
 * Where digits are hidden, a refusal can be the echo of an earlier try whose reply was lost: exactly one
 * entry has this name and window, and the cloud says that the PIN or the name is taken. The name alone
 * would not do, for anybody may choose the same.
 */
function lostReply(reply: Reply, listing: Listing, step: SetStep, runtime: Runtime): Outcome | undefined {
  const [hidden, second] = listing.residents.filter(
    (resident) => resident.pin === undefined && resident.label !== undefined && fits(resident, step),
  );
  if (reply.kind !== "refused" || hidden === undefined || second !== undefined) return undefined;
  if (reply.because === "duplicate") return standing(hidden, "acknowledged", runtime);
  // Where names are unique, the name is refused before the PIN is looked at, and nothing vouches for the PIN.
  return reply.because === "name_taken" ? standing(hidden, "assumed", runtime) : undefined;
}

/** Changes a code where it stands. */
async function change(cloud: Cloud, runtime: Runtime, step: SetStep, signal: AbortSignal): Promise<Outcome> {
  if (step.into === undefined) return failed("provider", "There is no place to change.");
  const reply = await cloud.changeCode(step.into, writeCode(step), signal);
  if (reply.kind === "missing") return failed("provider", "The code that was to be changed is no longer on the lock.");
  return afterWriting(reply, runtime);
}

/** Takes a code off the lock, after seeing that what stands in its place is still that code. */
async function clear(
  cloud: Cloud,
  runtime: Runtime,
  device: NativeId,
  step: ClearStep,
  signal: AbortSignal,
): Promise<Outcome> {
  const gone = { kind: "done", evidence: "read_back", place: undefined } as const;
  const leaving = { kind: "pending", askAgainAt: runtime.now() + confirmationMs, place: step.place } as const;
  const listing = await listed(cloud, device, signal);
  if ("kind" in listing) return listing;
  const there = listing.residents.find((resident) => resident.place === step.place);
  if (there === undefined && listing.complete) return gone;
  if (there !== undefined && isAnother(there, step)) {
    return refused("occupied", "The PIN in this place is no longer the one to be removed.");
  }
  if (there?.state === "leaving") return leaving;
  const reply = await cloud.removeCode(step.place, signal);
  if (reply.kind === "missing") return { ...gone, evidence: "acknowledged" };
  if (reply.kind !== "answered") return passOn(reply);
  const isDone = reply.body === undefined || statusOf(reply.body) === "deleted";
  return isDone ? { ...gone, evidence: "acknowledged" } : leaving;
}

async function turn(
  cloud: Cloud,
  runtime: Runtime,
  device: NativeId,
  step: TurnStep,
  signal: AbortSignal,
): Promise<Outcome> {
  const action = { action: step.to === "locked" ? "lock" : "unlock", custom_id: step.attempt };
  const reply = await cloud.act(device, action, signal);
  if (reply.kind !== "answered") return passOn(reply);
  switch (statusOf(reply.body)) {
    case "success":
      return { kind: "done", evidence: "acknowledged", place: undefined };
    case "failed":
      return failed("provider", "The lock did not turn.");
    default:
      return { kind: "pending", askAgainAt: runtime.now() + confirmationMs, place: undefined };
  }
}

async function listed(cloud: Cloud, device: NativeId, signal: AbortSignal): Promise<Listing | Outcome> {
  const reply = await cloud.codes(device, signal);
  if (reply.kind !== "answered") return passOn(reply);
  return readListing(reply.body, device) ?? unreadable("a list of codes");
}

function afterWriting(reply: Reply, runtime: Runtime): Outcome {
  if (reply.kind !== "answered") return passOn(reply);
  const resident = readResident(reply.body);
  return resident === undefined ? unreadable("a code", true) : standing(resident, "acknowledged", runtime);
}

function standing(resident: Resident, evidence: Evidence, runtime: Runtime): Outcome {
  if (resident.state === "on_lock") return { kind: "done", evidence, place: resident.place };
  return { kind: "pending", askAgainAt: runtime.now() + confirmationMs, place: resident.place };
}

/** The published listing has no names: one that is not shown contradicts nothing. */
function fits({ state, label, window }: Resident, step: SetStep): boolean {
  return state !== "leaving" && (label === undefined || label === step.label) && closeWindow(window, step.window);
}

/** Entries keep their id for life, so only another PIN makes one another's: somebody changed it at the lock. */
function isAnother(resident: Resident, { expecting }: ClearStep): boolean {
  return resident.pin !== undefined && expecting.pin !== undefined && !resident.pin.equals(expecting.pin);
}

function statusOf(body: unknown): string | undefined {
  return text(asObject(body) ?? {}, "status");
}
