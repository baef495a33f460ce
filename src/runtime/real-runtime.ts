import { randomBytes, randomUUID } from "node:crypto";
import type { Runtime } from "./runtime.ts";

/** setTimeout counts in 32 bits: a longer wait fires at once (Node.js timers documentation). */
const longestTimerMs = 2 ** 31 - 1;

/** The world as it is. Logs go to standard error, one JSON object a line. */
export function realRuntime(): Runtime {
  return {
    now: () => Date.now(),
    sleep: async (ms, signal) => {
      let left = Math.max(0, ms);
      do {
        if (signal.aborted) return;
        await nap(Math.min(left, longestTimerMs), signal);
        left -= longestTimerMs;
      } while (left > 0);
    },
    random: () => Math.random(),
    randomBytes: (count) => new Uint8Array(randomBytes(count)),
    uuid: () => randomUUID(),
    fetch: (request) => fetch(request),
    log: (event, fields = {}) => {
      process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), event, ...fields })}\n`);
    },
  };
}

function nap(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    signal.addEventListener("abort", wake, { once: true });
  });
}
