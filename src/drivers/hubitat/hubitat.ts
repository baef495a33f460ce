import type { Driver, DriverModule, Surroundings } from "#drivers/driver.ts";
import type { HubitatConfig } from "./address.ts";
import { fields, parseConfig } from "./config.ts";
import { receive } from "./deliveries.ts";
import { entryLog } from "./entry-log.ts";
import { hub } from "./hub.ts";
import { lookAt, lookThrough } from "./look.ts";
import { signIn } from "./sign-in.ts";
import { take } from "./steps.ts";

/** Locks on Hubitat hubs, through the Maker API app: by Hubitat's cloud, or at the hub itself. */
export const hubitat: DriverModule<HubitatConfig> = {
  manifest: { driver: "hubitat", displayName: "Hubitat", transport: "cloud", proof: "simulator", form: fields },
  parseConfig,
  connect,
  signIn,
  receive: (_, delivery) => receive(delivery),
};

function connect(config: HubitatConfig, { runtime, listener, deliveryUrl }: Surroundings): Driver {
  const life = new AbortController();
  const calls = hub(runtime, config);
  const tellEntries = entryLog(runtime.now(), listener);
  const way = (signal: AbortSignal) => ({ hub: calls, runtime, signal: AbortSignal.any([signal, life.signal]) });
  return {
    discover: async (signal) => {
      const discovery = await lookThrough(way(signal));
      // A hub that cannot post to us is looked at as often as any other.
      if (discovery.kind === "found" && deliveryUrl !== undefined) await calls.postTo(deliveryUrl, way(signal).signal);
      return discovery;
    },
    observe: (id, signal) => {
      const site = { ...way(signal), id };
      return lookAt(site, (lock) => tellEntries(site, lock));
    },
    apply: (id, step, signal) => take({ ...way(signal), id }, step),
    close: async () => life.abort(),
  };
}
