import type { ConnectedAccountId } from "#domain/ids.ts";
import type { Driver } from "#drivers/driver.ts";
import { retryAfter } from "#reconcile/back-off.ts";
import { createNudge, type Nudge } from "#reconcile/nudge.ts";
import { type At, keyOf } from "./notebook.ts";
import type { InTurn } from "./taking-turns.ts";
import { type Alone, type NextPass, workAlone } from "./work-alone.ts";

interface Options extends Alone {
  readonly inTurn: InTurn;
  readonly driverOf: (account: ConnectedAccountId) => Driver | undefined;
}

/** Passes over every device with a mandate, each when it is due, or sooner when its lock says something. */
export interface KeptAlone {
  work(signal: AbortSignal): Promise<void>;
  wake(at: At): void;
}

/** Between two passes over one device there is at least so much time, in milliseconds. */
const leastPauseMs = 1_000;

export function keepAlone(options: Options): KeptAlone {
  const { runtime, notebook, driverOf, inTurn } = options;
  const nudges = new Map<string, Nudge>();
  const nudgeOf = (at: At): Nudge => {
    const nudge = nudges.get(keyOf(at)) ?? createNudge();
    nudges.set(keyOf(at), nudge);
    return nudge;
  };
  const pass = async (at: At, failures: number, signal: AbortSignal): Promise<NextPass> => {
    const driver = driverOf(at.account);
    const broken = (): NextPass => ({ dueAt: retryAfter(failures, runtime.now(), runtime.random), failed: true });
    if (driver === undefined) return broken();
    return inTurn(keyOf(at), () => workAlone(options, at, { driver, failures }, signal)).catch((error: unknown) => {
      runtime.log("bridge.pass_broke", {
        account: at.account,
        reason: error instanceof Error ? error.name : typeof error,
      });
      return broken();
    });
  };
  const keep = async (at: At, signal: AbortSignal) => {
    let failures = 0;
    while (!signal.aborted) {
      const woken = nudgeOf(at).next();
      const { dueAt, failed } = await pass(at, failures, signal);
      failures = failed ? failures + 1 : 0;
      await runtime.sleep(leastPauseMs, signal);
      await runtime.sleep(dueAt - runtime.now(), AbortSignal.any([signal, woken]));
    }
  };
  return {
    work: async (signal) => {
      runtime.log("bridge.alone", { devices: notebook.pages().length });
      await Promise.all(notebook.pages().map((page) => keep(page, signal)));
    },
    wake: (at) => nudgeOf(at).wake(),
  };
}
