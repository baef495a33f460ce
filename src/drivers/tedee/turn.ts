import type { NativeId } from "#domain/ids.ts";
import type { Outcome, TurnStep } from "#domain/step.ts";
import { failed } from "#drivers/kit/failed.ts";
import { unreadable } from "#drivers/kit/reply.ts";
import { asObject, number, text } from "#drivers/kit/untrusted.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { type Cloud, passOn } from "./cloud.ts";

/** What a turn takes. */
export interface AtLock {
  readonly cloud: Cloud;
  readonly runtime: Runtime;
  readonly device: NativeId;
  readonly signal: AbortSignal;
}

/** A turn takes up to three seconds, says the maker (how-to "operate locks"): it is asked after for twice as long and more. */
const pauseMs = 1_000;
const mostAsked = 8;
const lookAgainMs = 10_000;

/** Turns the bolt, and asks what has become of it. */
export async function turn({ cloud, runtime, device, signal }: AtLock, to: TurnStep["to"]): Promise<Outcome> {
  const reply = await cloud.turn(device, to === "locked" ? "lock" : "unlock", signal);
  if (reply.kind !== "answered") return passOn(reply);
  const operation = text(asObject(reply.body) ?? {}, "operationId");
  if (operation === undefined) return unreadable("an operation", true);
  for (let asked = 0; asked < mostAsked && !signal.aborted; asked += 1) {
    await runtime.sleep(pauseMs, signal);
    const shown = await cloud.operation(operation, signal);
    const state = asObject(shown.kind === "answered" ? shown.body : undefined) ?? {};
    if (text(state, "status") !== "COMPLETED") continue;
    const result = number(state, "result");
    return result === 0
      ? { kind: "done", evidence: "acknowledged", place: undefined }
      : failed("provider", `The lock did not turn (result ${result ?? "unknown"}).`, { mayHaveHappened: true });
  }
  if (signal.aborted) return failed("provider", "Stopped while the lock was turning.", { mayHaveHappened: true });
  // The bolt itself shows in the next look.
  return { kind: "pending", askAgainAt: runtime.now() + lookAgainMs, place: undefined };
}
