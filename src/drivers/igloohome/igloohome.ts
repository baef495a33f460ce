import type { Driver, DriverModule, Surroundings } from "#drivers/driver.ts";
import { activityScope, keepToken } from "./access.ts";
import { activityTeller } from "./activity.ts";
import { cloud } from "./cloud.ts";
import { addressesOf, type Given, type IgloohomeConfig, parseConfig } from "./config.ts";
import { lookAt, lookThrough } from "./look.ts";
import type { Parts } from "./parts.ts";
import { newMemory } from "./place.ts";
import { signIn } from "./sign-in.ts";
import { take } from "./steps.ts";

/** igloohome's API: locks behind bridges, and PINs that any of its locks knows by computation. */
export const igloohome: DriverModule<IgloohomeConfig> = {
  manifest: { driver: "igloohome", displayName: "igloohome", transport: "cloud", proof: "simulator" },
  parseConfig,
  connect,
  signIn,
  receive: () => undefined,
};

function connect(config: IgloohomeConfig, surroundings: Surroundings): Driver {
  const { runtime, listener, settings } = surroundings;
  const life = new AbortController();
  const addresses = addressesOf(settings);
  const token = (scope: string | undefined) => keepToken(runtime, addresses, config, scope, life.signal);
  const parts: Parts = {
    cloud: cloud(runtime, addresses.url, token(undefined), token(activityScope)),
    runtime,
    listener,
    memory: newMemory(),
    activity: activityTeller(runtime, listener),
    given: givenOf(config, surroundings),
  };
  const until = (signal: AbortSignal) => AbortSignal.any([signal, life.signal]);
  return {
    discover: (signal) => lookThrough(parts, until(signal)),
    observe: (device, signal, places = []) => lookAt(parts, device, places, until(signal)),
    apply: (device, step, signal) => take(parts, device, step, until(signal)),
    close: async () => life.abort(),
  };
}

/** Counts in the account's configuration, so that a server that starts anew goes on counting. Its keys end in a time. */
function givenOf(config: IgloohomeConfig, { runtime, listener }: Surroundings): Given {
  let given = config.given ?? {};
  return {
    count: (key) => countIn(given, key),
    add: (key, until) => {
      const kept = Object.entries(given).filter(([one]) => Number(one.split("@").at(-1)) > runtime.now());
      const before = kept.filter(([one]) => !one.startsWith(`${key}@`));
      given = Object.fromEntries([...before, [`${key}@${until}`, countIn(given, key) + 1]]);
      listener.configChanged({ ...config, given });
    },
  };
}

function countIn(given: Readonly<Record<string, number>>, key: string): number {
  return Object.entries(given).find(([one]) => one.startsWith(`${key}@`))?.[1] ?? 0;
}
