import type { Driver, DriverModule, Surroundings } from "#drivers/driver.ts";
import { notSetUp } from "#drivers/kit/not-set-up.ts";
import { tokenKeeper } from "#drivers/kit/oauth-tokens.ts";
import { cloud } from "./cloud.ts";
import { parseConfig, readSettings, type SmartThingsConfig } from "./config.ts";
import { entryLog } from "./entry-log.ts";
import { lookAt, lookThrough } from "./look.ts";
import { signIn } from "./sign-in.ts";
import { take } from "./steps.ts";

/** Locks on SmartThings hubs, through SmartThings' own cloud. */
export const smartthings: DriverModule<SmartThingsConfig> = {
  manifest: { driver: "smartthings", displayName: "SmartThings", transport: "cloud", proof: "simulator" },
  parseConfig,
  connect,
  signIn,
  // SmartThings posts to one address for all accounts of an application, and wants its challenges answered there.
  receive: () => undefined,
};

function connect(config: SmartThingsConfig, surroundings: Surroundings): Driver {
  const { runtime, listener, settings } = surroundings;
  const at = readSettings(settings);
  if (at === undefined) return notSetUp(surroundings);
  const life = new AbortController();
  const changed = (issued: SmartThingsConfig) => listener.configChanged(issued);
  const access = tokenKeeper(runtime, at.door.client, config, changed, life.signal);
  const calls = cloud(runtime, at.url, access);
  const tellEntries = entryLog(runtime.now(), listener);
  const way = (signal: AbortSignal) => ({ cloud: calls, runtime, signal: AbortSignal.any([signal, life.signal]) });
  return {
    discover: (signal) => lookThrough(way(signal)),
    observe: (id, signal) => {
      const site = { ...way(signal), id };
      return lookAt(site, (lock) => tellEntries(site, lock));
    },
    apply: (id, step, signal) => take({ ...way(signal), id }, step),
    close: async () => life.abort(),
  };
}
