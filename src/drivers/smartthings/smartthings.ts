import type { Driver, DriverModule, Surroundings } from "#drivers/driver.ts";
import type { AccessKeeper } from "#drivers/kit/access-keeper.ts";
import { failed } from "#drivers/kit/failed.ts";
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

function connect(config: SmartThingsConfig, { runtime, listener, settings }: Surroundings): Driver {
  const life = new AbortController();
  const at = readSettings(settings);
  const access =
    at === undefined
      ? unknownToThem
      : tokenKeeper(runtime, at.door.client, config, (issued) => listener.configChanged(issued), life.signal);
  const calls = cloud(runtime, at?.url ?? "https://api.smartthings.com", access);
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

const nameless = failed("invalid_credentials", "Nobody has set what our application is called at SmartThings.");
const unknownToThem: AccessKeeper = { current: async () => nameless, replacing: async () => nameless };
