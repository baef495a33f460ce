import type { Driver } from "#drivers/driver.ts";
import type { Runtime } from "#runtime/runtime.ts";

/** Calls a driver with a signal that also aborts when the call has taken too long. */
export type Call = <Result>(ask: (driver: Driver, signal: AbortSignal) => Promise<Result>) => Promise<Result>;

export function callWithin(runtime: Runtime, driver: Driver, signal: AbortSignal, timeoutMs: number): Call {
  return async (ask) => {
    const answered = new AbortController();
    const late = new AbortController();
    void runtime.sleep(timeoutMs, answered.signal).then(() => late.abort());
    try {
      return await ask(driver, AbortSignal.any([signal, late.signal]));
    } finally {
      answered.abort();
    }
  };
}
