/** Wakes whoever waits, by no more than the fact that something may be due. */
export interface Nudge {
  /** Something may be due now. Losing this costs latency, never correctness. */
  wake(): void;
  /** A signal that aborts at the next wake. */
  next(): AbortSignal;
}

export function createNudge(): Nudge {
  let waiting = new AbortController();
  return {
    wake: () => {
      const woken = waiting;
      waiting = new AbortController();
      woken.abort();
    },
    next: () => waiting.signal,
  };
}
