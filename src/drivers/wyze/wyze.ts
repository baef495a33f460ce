import type { Driver, DriverModule, Surroundings } from "#drivers/driver.ts";
import { accessKeeper } from "#drivers/kit/access-keeper.ts";
import { notSetUp } from "#drivers/kit/not-set-up.ts";
import { cloud } from "./cloud.ts";
import { cloudsOf, parseConfig, type WyzeConfig } from "./config.ts";
import { lookAt, lookThrough } from "./look.ts";
import { recordTeller } from "./records.ts";
import { signIn } from "./sign-in.ts";
import { type Tries, take } from "./steps.ts";
import { renew } from "./tokens.ts";

/** Wyze Locks behind their gateway, through the clouds of Wyze's app. */
export const wyze: DriverModule<WyzeConfig> = {
  manifest: { driver: "wyze", displayName: "Wyze", transport: "cloud", proof: "simulator" },
  parseConfig,
  connect,
  signIn,
  // It posts nothing.
  receive: () => undefined,
};

function connect(config: WyzeConfig, surroundings: Surroundings): Driver {
  const { runtime, listener, settings } = surroundings;
  const clouds = cloudsOf(settings);
  // Accounts stay that were signed in to while the operator had set what the locks are reached with.
  if (clouds === undefined) return notSetUp(surroundings);
  const life = new AbortController();
  const access = accessKeeper<WyzeConfig>(runtime, {
    first: config,
    renew: (old) => renew(runtime, clouds, old, life.signal),
    changed: (changed) => listener.configChanged(changed),
  });
  const calls = cloud(runtime, clouds, access);
  const records = recordTeller(runtime, listener);
  const tries: Tries = new Map();
  const until = (signal: AbortSignal) => AbortSignal.any([signal, life.signal]);
  return {
    discover: (signal) => lookThrough(calls, until(signal)),
    observe: (device, signal) => lookAt(calls, runtime, device, records, until(signal)),
    apply: (device, step, signal) => {
      const site = { cloud: calls, runtime, device, signal: until(signal) };
      return take({ ...site, tries, userId: config.userId }, step);
    },
    close: async () => life.abort(),
  };
}
