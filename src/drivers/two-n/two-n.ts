import type { NativeId } from "#domain/ids.ts";
import type { Driver, DriverModule, Surroundings } from "#drivers/driver.ts";
import { form, parseConfig, type TwoNConfig } from "./config.ts";
import { type LogReader, logReader } from "./log.ts";
import { lookAt, lookThrough } from "./look.ts";
import { signIn } from "./sign-in.ts";
import { site } from "./site.ts";
import { take } from "./steps.ts";

/** 2N's intercoms, each by its own HTTP API: there is no cloud. */
export const twoN: DriverModule<TwoNConfig> = {
  manifest: { driver: "two_n", displayName: "2N", transport: "local", proof: "simulator", form },
  parseConfig,
  connect,
  signIn,
  receive: () => undefined,
};

function connect(config: TwoNConfig, { runtime, listener }: Surroundings): Driver {
  const life = new AbortController();
  const intercoms = site(runtime, config, (known) => listener.configChanged({ ...config, known }));
  const logs = new Map<NativeId, LogReader>();
  const until = (signal: AbortSignal) => AbortSignal.any([signal, life.signal]);
  const logOf = (device: NativeId): LogReader => {
    const log = logs.get(device) ?? logReader(runtime, device);
    logs.set(device, log);
    return log;
  };
  return {
    discover: (signal) => lookThrough(intercoms, runtime, until(signal)),
    observe: async (device, signal) => {
      const { seen, met } = await lookAt(intercoms, runtime, device, until(signal));
      // What happened is told beside a look; where it cannot be read, it is read at the next.
      const news = met === undefined ? [] : await logOf(device).news(met.intercom, until(signal));
      for (const sighting of news) listener.sighting(sighting);
      return seen;
    },
    apply: (device, step, signal) => take(intercoms, device, step, config.switch, until(signal)),
    close: async () => life.abort(),
  };
}
