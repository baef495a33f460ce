import type { Driver, DriverModule, Surroundings } from "#drivers/driver.ts";
import { accessKeeper } from "#drivers/kit/access-keeper.ts";
import { notSetUp } from "#drivers/kit/not-set-up.ts";
import { cloud } from "./cloud.ts";
import { applicationOf, parseConfig, type TtlockConfig } from "./config.ts";
import { receive } from "./deliveries.ts";
import { lookAt, lookThrough } from "./look.ts";
import { recordTeller } from "./records.ts";
import { signIn } from "./sign-in.ts";
import { take } from "./steps.ts";
import { renew } from "./tokens.ts";

/** TTLock's open platform, version 3: locks behind gateways, and Wi-Fi locks. */
export const ttlock: DriverModule<TtlockConfig> = {
  manifest: { driver: "ttlock", displayName: "TTLock", transport: "cloud", proof: "simulator" },
  parseConfig,
  connect,
  signIn,
  receive,
};

function connect(config: TtlockConfig, surroundings: Surroundings): Driver {
  const { runtime, listener, settings } = surroundings;
  const application = applicationOf(settings);
  // Accounts stay that were signed in to while the operator had set our application.
  if (application === undefined) return notSetUp(surroundings);
  const life = new AbortController();
  const access = accessKeeper<TtlockConfig>(runtime, {
    first: config,
    changed: (changed) => listener.configChanged(changed),
    renew: (old) => renew(runtime, application, old, life.signal),
  });
  const calls = cloud(runtime, application, access);
  const records = recordTeller(runtime, listener);
  const until = (signal: AbortSignal) => AbortSignal.any([signal, life.signal]);
  return {
    discover: (signal) => lookThrough(calls, until(signal)),
    observe: (device, signal) => lookAt(calls, runtime, device, records, until(signal)),
    apply: (device, step, signal) => take(calls, device, step, until(signal)),
    close: async () => life.abort(),
  };
}
