import { orAborted } from "#drivers/kit/or-aborted.ts";

/** Does one thing after the other for each key; `undefined` where its turn did not come before `signal` aborted. */
export type InTurn = <Result>(
  key: string,
  signal: AbortSignal,
  work: () => Promise<Result>,
) => Promise<Result | undefined>;

export function inTurn(): InTurn {
  const last = new Map<string, Promise<unknown>>();
  return async (key, signal, work) => {
    const before = last.get(key) ?? Promise.resolve();
    let done = () => {};
    const mine = before.then(() => new Promise<void>((resolve) => (done = resolve)));
    last.set(key, mine);
    try {
      await orAborted(before, signal);
    } catch {
      void before.then(() => done());
      return undefined;
    }
    try {
      return await work();
    } finally {
      done();
      if (last.get(key) === mine) last.delete(key);
    }
  };
}
