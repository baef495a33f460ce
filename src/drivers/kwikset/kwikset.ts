import type { Driver, DriverModule, Surroundings } from "#drivers/driver.ts";
import { accessKeeper } from "#drivers/kit/access-keeper.ts";
import { renewAtCognito } from "#drivers/kit/cognito.ts";
import { cognitoPoolOf } from "#drivers/kit/cognito-settings.ts";
import { failed } from "#drivers/kit/failed.ts";
import { cloud } from "./cloud.ts";
import { apiUrl, configFrom, type KwiksetConfig, parseConfig } from "./config.ts";
import { lookAt, lookThrough } from "./look.ts";
import { lockNotes } from "./notes.ts";
import { signIn } from "./sign-in.ts";
import { take } from "./steps.ts";

/** Kwikset's own cloud, as its app speaks to it. */
export const kwikset: DriverModule<KwiksetConfig> = {
  manifest: { driver: "kwikset", displayName: "Kwikset", transport: "cloud", proof: "simulator" },
  parseConfig,
  connect,
  signIn,
  // It posts nothing.
  receive: () => undefined,
};

function connect(config: KwiksetConfig, { runtime, listener, settings = {} }: Surroundings): Driver {
  const life = new AbortController();
  const pool = cognitoPoolOf(settings);
  const { timeZone: zone } = config;
  const access = accessKeeper<KwiksetConfig>(runtime, {
    first: config,
    renew: async (old) => {
      if (pool === undefined) return failed("invalid_credentials", "The operator has not set Kwikset's user pool.");
      const renewed = await renewAtCognito(runtime, pool, old, life.signal);
      return "kind" in renewed ? renewed : configFrom(renewed, zone);
    },
    changed: (kept) => listener.configChanged(kept),
  });
  const account = { cloud: cloud(runtime, apiUrl(settings), access), runtime, zone };
  const notesOf = lockNotes();
  const until = (signal: AbortSignal) => AbortSignal.any([signal, life.signal]);
  return {
    discover: (signal) => lookThrough(account, until(signal)),
    observe: (id, signal, places = []) => lookAt(account, notesOf(id, runtime.now()), { id, places }, until(signal)),
    apply: (device, step, signal) => take(account, notesOf(device, runtime.now()), device, step, until(signal)),
    close: async () => life.abort(),
  };
}
