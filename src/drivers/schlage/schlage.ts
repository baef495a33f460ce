import type { NativeId } from "#domain/ids.ts";
import type { Driver, DriverModule, Surroundings } from "#drivers/driver.ts";
import { accessKeeper } from "#drivers/kit/access-keeper.ts";
import { renewAtCognito } from "#drivers/kit/cognito.ts";
import { cognitoPoolOf } from "#drivers/kit/cognito-settings.ts";
import { failed } from "#drivers/kit/failed.ts";
import { cloud } from "./cloud.ts";
import { apiUrl, configFrom, parseConfig, type SchlageConfig } from "./config.ts";
import { logReader } from "./log.ts";
import { lookAt, lookThrough } from "./look.ts";
import { signIn } from "./sign-in.ts";
import { take } from "./steps.ts";

/** Schlage's own cloud, as its app speaks to it. */
export const schlage: DriverModule<SchlageConfig> = {
  manifest: { driver: "schlage", displayName: "Schlage", transport: "cloud", proof: "simulator" },
  parseConfig,
  connect,
  signIn,
  // It posts nothing.
  receive: () => undefined,
};

function connect(config: SchlageConfig, { runtime, listener, settings = {} }: Surroundings): Driver {
  const life = new AbortController();
  const pool = cognitoPoolOf(settings);
  const access = accessKeeper<SchlageConfig>(runtime, {
    first: config,
    renew: async (old) => {
      if (pool === undefined) return failed("invalid_credentials", "The operator has not set Schlage's user pool.");
      const renewed = await renewAtCognito(runtime, pool, old, life.signal);
      return "kind" in renewed ? renewed : configFrom(renewed);
    },
    changed: (kept) => listener.configChanged(kept),
  });
  const calls = cloud(runtime, { url: apiUrl(settings), apiKey: settings.apiKey ?? "" }, access);
  const log = logReader(runtime.now());
  const until = (signal: AbortSignal) => AbortSignal.any([signal, life.signal]);
  /** The log is told beside a look that has succeeded; where it cannot be read, it is read at the next. */
  const readLog = async (device: NativeId, signal: AbortSignal) => {
    const reply = await calls.logs(device, signal);
    if (reply.kind !== "answered") return;
    for (const sighting of log.news(device, reply.body)) listener.sighting(sighting);
  };
  return {
    discover: (signal) => lookThrough(calls, until(signal)),
    observe: async (device, signal, places = []) => {
      const seen = await lookAt(calls, runtime, device, places, until(signal));
      if (seen.kind === "seen") await readLog(device, until(signal));
      return seen;
    },
    apply: (device, step, signal) => take(calls, runtime, device, step, until(signal)),
    close: async () => life.abort(),
  };
}
