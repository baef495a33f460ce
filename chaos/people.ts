import type { Draw } from "#sim/entropy.ts";
import type { ControlClient } from "#virtual-locks/control-client.ts";
import { sleep } from "./time.ts";

/** People who put codes of their own on locks, at the keypad. */
export interface People {
  /** The codes that they put there, by the locks' ids of them. */
  readonly codes: readonly string[];
  put(): Promise<void>;
  live(signal: AbortSignal): Promise<void>;
}

const pauseMs = 1_500;
const mostCodes = 300;

export function createPeople(locks: readonly string[], control: ControlClient, draw: Draw): People {
  const codes: string[] = [];
  let names = 0;
  const put = async () => {
    names += 1;
    // Beyond all that customers ask for.
    const digits = String(900_000 + ((names * 37) % 100_000));
    const added = await control
      .tamper(draw.pick(locks), { do: "add", name: `Person ${names}`, code: digits })
      .catch(() => undefined);
    if (added?.access_code_id !== undefined) codes.push(added.access_code_id);
  };
  return {
    codes,
    put,
    live: async (signal) => {
      while (!signal.aborted && codes.length < mostCodes) {
        await put();
        await sleep(pauseMs);
      }
    },
  };
}
