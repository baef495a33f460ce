import { forgetGone, forgetOldDeliveries, forgetOldEvents, wipePins } from "#store/purge.ts";
import type { Store } from "#store/store.ts";

export interface ForgetOptions {
  /** Codes that are gone can be explained for this long, in milliseconds. */
  readonly keepMs: number;
  /** What happened at doors and accounts is kept for this long, in milliseconds. */
  readonly keepEventsMs: number;
}

const everyMs = 60 * 60_000;
/** A transaction holds so many codes at most, so that nobody waits long for it. */
const atOnce = 200;

/**
 * Wipes and forgets what is left of codes that are gone, as time allows it, until `signal` aborts. Any number of
 * processes may do it: each takes what the others do not hold.
 */
export async function runForgetting(store: Store, options: ForgetOptions, signal: AbortSignal): Promise<void> {
  const { runtime } = store;
  while (!signal.aborted) {
    try {
      await forget(store, options, signal);
    } catch (error) {
      runtime.log("forget.failed", { reason: error instanceof Error ? error.name : typeof error });
    }
    await runtime.sleep(everyMs, signal);
  }
}

async function forget(store: Store, { keepMs, keepEventsMs }: ForgetOptions, signal: AbortSignal): Promise<void> {
  const { db, runtime } = store;
  const now = runtime.now();
  const gone = { now, forgetBefore: now - keepMs, limit: atOnce };
  const old = { before: now - keepEventsMs, limit: atOnce };
  for (const some of [
    () => wipePins(db, gone),
    () => forgetGone(db, gone),
    () => forgetOldEvents(db, old),
    () => forgetOldDeliveries(db, old),
  ]) {
    let count = atOnce;
    while (count === atOnce && !signal.aborted) count = await some();
  }
}
