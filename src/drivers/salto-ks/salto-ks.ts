import type { Driver, DriverModule, Surroundings } from "#drivers/driver.ts";
import { notSetUp } from "#drivers/kit/not-set-up.ts";
import { tokenKeeper } from "#drivers/kit/oauth-tokens.ts";
import { cloud } from "./cloud.ts";
import { parseConfig, readSettings, type SaltoKsConfig } from "./config.ts";
import { entryTeller } from "./entries.ts";
import { lookAt, lookThrough } from "./look.ts";
import { signIn } from "./sign-in.ts";
import type { Way } from "./site.ts";
import { take } from "./steps.ts";

/** Locks of Salto KS, through its Connect API. */
export const saltoKs: DriverModule<SaltoKsConfig> = {
  manifest: { driver: "salto_ks", displayName: "Salto KS", transport: "cloud", proof: "simulator" },
  parseConfig,
  connect,
  signIn,
  // It posts nothing.
  receive: () => undefined,
};

function connect(config: SaltoKsConfig, surroundings: Surroundings): Driver {
  const { runtime, listener } = surroundings;
  const at = readSettings(surroundings.settings);
  if (at === undefined) return notSetUp(surroundings);
  const life = new AbortController();
  const changed = (issued: SaltoKsConfig) => listener.configChanged(issued);
  const calls = cloud(runtime, at.url, tokenKeeper(runtime, at.door.client, config, changed, life.signal));
  const siteOf: Way["siteOf"] = new Map();
  const tell = entryTeller(runtime.now(), listener);
  const wayWith = (signal: AbortSignal): Way => ({
    cloud: calls,
    runtime,
    signal: AbortSignal.any([signal, life.signal]),
    siteOf,
  });
  return {
    discover: (signal) => lookThrough(wayWith(signal)),
    observe: (id, signal) => {
      const way = wayWith(signal);
      return lookAt(way, id, (found, entries) => tell(way, found, entries));
    },
    apply: (id, step, signal) => take(wayWith(signal), id, step),
    close: async () => life.abort(),
  };
}
