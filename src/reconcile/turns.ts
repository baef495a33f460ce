import type { ActionAttempt } from "#domain/action-attempt.ts";
import { turnExpiresAfterMs } from "#domain/action-attempt.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { Outcome, TurnStep } from "#domain/step.ts";
import { appendEvents } from "#store/events.ts";
import { assertHeld, type Claim } from "#store/leases.ts";
import type { DevicePass, TurnRequest } from "#store/passes.ts";
import type { Store } from "#store/store.ts";
import { finishTurn, startTurn } from "#store/turn-attempts.ts";
import type { Call } from "./call.ts";

/** How soon a door whose turning was accepted is looked at, in milliseconds, should the provider's word be lost. */
const confirmAfterMs = 2_000;

/**
 * Ends the requests that came too late or whose door already stands as asked. Answers those still open.
 * A request that was sent is never sent again: a door that opens late opens for the wrong person.
 */
export async function expireTurns(
  store: Store,
  claim: Claim<DeviceId>,
  pass: DevicePass,
): Promise<readonly TurnRequest[]> {
  const now = store.runtime.now();
  const open: TurnRequest[] = [];
  for (const turn of pass.turns) {
    if (now - turn.attempt.createdAt < turnExpiresAfterMs) {
      open.push(turn);
      continue;
    }
    const message =
      turn.startedAt === undefined ? "The device could not be reached in time." : "The device did not confirm in time.";
    await finish(store, claim, turn.attempt, { kind: "error", type: "action_attempt_expired", message });
  }
  return open;
}

/** Ends the requests that the door's own state, as just seen, answers. */
export async function confirmTurns(
  store: Store,
  claim: Claim<DeviceId>,
  pass: DevicePass,
): Promise<readonly TurnRequest[]> {
  const open: TurnRequest[] = [];
  for (const turn of pass.turns) {
    const asked = turn.attempt.type === "LOCK_DOOR";
    if (turn.startedAt === undefined || pass.device.report.locked !== asked) open.push(turn);
    else await finish(store, claim, turn.attempt, { kind: "success", wasConfirmedByDevice: true });
  }
  return open;
}

/** Sends one request to the door. Answers when to look again, epoch milliseconds. */
export async function runTurn(
  store: Store,
  claim: Claim<DeviceId>,
  pass: DevicePass,
  step: TurnStep,
  call: Call,
): Promise<number> {
  const attempt = pass.turns.find((turn) => turn.attempt.id === step.attempt)?.attempt;
  if (attempt === undefined || !(await startTurn(store.db, attempt.id, store.runtime.now())))
    return store.runtime.now();
  const outcome = await call((driver, signal) => driver.apply(pass.device.report.nativeId, step, signal));
  const state = stateAfter(outcome);
  if (state.kind !== "pending") await finish(store, claim, attempt, state);
  return store.runtime.now() + confirmAfterMs;
}

function stateAfter(outcome: Outcome): ActionAttempt["state"] {
  switch (outcome.kind) {
    case "done":
      return {
        kind: "success",
        wasConfirmedByDevice: outcome.evidence !== "assumed" && outcome.evidence !== "claimed",
      };
    case "pending":
      return { kind: "pending" };
    case "refused":
      return { kind: "error", type: "uncategorized_error", message: outcome.detail };
    case "failed":
      // A lost reply may still be answered by the door itself, until the request expires.
      return outcome.mayHaveHappened
        ? { kind: "pending" }
        : { kind: "error", type: "uncategorized_error", message: outcome.detail };
  }
}

async function finish(
  store: Store,
  claim: Claim<DeviceId>,
  attempt: ActionAttempt,
  state: Exclude<ActionAttempt["state"], { kind: "pending" }>,
): Promise<void> {
  await store.db.transaction(async (tx) => {
    await assertHeld(tx, "device", claim);
    const told = await finishTurn(tx, attempt.id, state, store.runtime.now());
    if (told !== undefined) await appendEvents(tx, store, claim.workspaceId, [told]);
  });
}
