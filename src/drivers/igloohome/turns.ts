import type { ActionAttemptId, NativeId } from "#domain/ids.ts";
import { endOf, type Parts } from "./parts.ts";

/** Tells how turns ended that were asked for from here: the bridge reports them as jobs, to whoever asks. */
export async function endTurns(parts: Parts, device: NativeId, signal: AbortSignal): Promise<void> {
  const open = parts.memory.turns.get(device) ?? new Map<string, string>();
  for (const [attempt, job] of open) {
    const end = await endOf(parts, job, signal);
    if (end === "pending" || typeof end !== "string") continue;
    open.delete(attempt);
    const succeeded = end === "done";
    parts.listener.sighting({
      kind: "turn_finished",
      at: parts.runtime.now(),
      device,
      attempt: attempt as ActionAttemptId,
      succeeded,
      detail: succeeded ? undefined : "The lock did not turn.",
    });
  }
}
