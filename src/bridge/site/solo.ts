import type { Runtime } from "#runtime/runtime.ts";

/** What is done only while nobody else does it. */
export interface Solo {
  /** Ends it, and waits until what is in hand has ended too. */
  pause(): Promise<void>;
  /** Has it begin so much later, in milliseconds, unless it is paused before. */
  resume(afterMs: number): void;
}

/** `work` runs until its signal aborts; what it rejects with is its own affair. */
export function solo(runtime: Runtime, work: (signal: AbortSignal) => Promise<void>): Solo {
  let ending: AbortController | undefined;
  let running = Promise.resolve();
  return {
    pause: async () => {
      ending?.abort();
      ending = undefined;
      await running;
    },
    resume: (afterMs) => {
      if (ending !== undefined) return;
      const life = new AbortController();
      ending = life;
      const before = running;
      running = (async () => {
        await before;
        await runtime.sleep(afterMs, life.signal);
        if (!life.signal.aborted) await work(life.signal).catch(() => {});
      })();
    },
  };
}
