import type { Runtime } from "./runtime.ts";

/** Does work with a signal that aborts when it has taken too long, or when `signal` does. */
export async function within<Result>(
  runtime: Pick<Runtime, "sleep">,
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  const ended = new AbortController();
  const late = new AbortController();
  void runtime.sleep(timeoutMs, ended.signal).then(() => late.abort());
  try {
    return await work(signal === undefined ? late.signal : AbortSignal.any([signal, late.signal]));
  } finally {
    ended.abort();
  }
}
