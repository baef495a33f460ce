import { observingSince } from "#store/observing.ts";
import type { Store } from "#store/store.ts";

/** Whether passes only look at locks. */
export interface Observing {
  isOn(): boolean;
}

/** How soon it is known that locks may be changed again, in milliseconds. */
const askEveryMs = 2_000;

/**
 * Reads whether locks are only looked at, and waits until they may be changed again or `signal` aborts. It begins only
 * with a restore, and nobody serves from a database that is being restored, so that it need not be asked for later.
 */
export async function watchObserving(store: Store, signal: AbortSignal): Promise<Observing> {
  const { db, runtime } = store;
  let since = await observingSince(db);
  if (since !== undefined) runtime.log("reconcile.observes_only", { since: new Date(since).toISOString() });
  const watch = async () => {
    while (since !== undefined && !signal.aborted) {
      await runtime.sleep(askEveryMs, signal);
      since = await observingSince(db).catch(() => since);
    }
    if (!signal.aborted) runtime.log("reconcile.changes_locks");
  };
  if (since !== undefined) watch().catch(() => {});
  return { isOn: () => since !== undefined };
}
