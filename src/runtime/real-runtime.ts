import { randomBytes, randomFillSync, randomUUID } from "node:crypto";
import { dial } from "./dial.ts";
import { fetchTrusting } from "./fetch-trusting.ts";
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
    randomBytes: fewBytesAtATime(),
    uuid: () => randomUUID(),
    fetch: (request, certificates) =>
      certificates !== undefined && request.url.startsWith("https:")
        ? fetchTrusting(request, certificates)
        : fetch(request),
    dial,
    log: (event, fields = {}) => {
      process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), event, ...fields })}\n`);
    },
  };
}

/** A draw costs as much for 12 bytes as for thousands, and to create one code takes five small ones. */
const drawnAtOnce = 4_096;

/** Secure bytes from a supply that is drawn in one go; what was handed out is wiped from it. */
function fewBytesAtATime(): (count: number) => Uint8Array {
  const supply = new Uint8Array(drawnAtOnce);
  let used = drawnAtOnce;
  return (count) => {
    if (count > drawnAtOnce / 8) return new Uint8Array(randomBytes(count));
    if (used + count > drawnAtOnce) {
      randomFillSync(supply);
      used = 0;
    }
    const handedOut = supply.slice(used, used + count);
    supply.fill(0, used, used + count);
    used += count;
    return handedOut;
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
