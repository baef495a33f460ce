import type { Driver } from "#drivers/driver.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { within } from "#runtime/within.ts";

/** Calls a driver with a signal that also aborts when the call has taken too long. */
export type Call = <Result>(ask: (driver: Driver, signal: AbortSignal) => Promise<Result>) => Promise<Result>;

export function callWithin(runtime: Runtime, driver: Driver, signal: AbortSignal, timeoutMs: number): Call {
  return (ask) => within(runtime, timeoutMs, (until) => ask(driver, until), signal);
}
