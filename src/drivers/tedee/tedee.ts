import type { Driver, DriverModule, Surroundings } from "#drivers/driver.ts";
import { notSetUp } from "#drivers/kit/not-set-up.ts";
import { credentialsOf } from "./access.ts";
import { activityTeller } from "./activities.ts";
import { cloud } from "./cloud.ts";
import { parseConfig, readSettings, type TedeeConfig } from "./config.ts";
import { receive } from "./deliveries.ts";
import { lookAt, lookThrough } from "./look.ts";
import { pinBook } from "./pin-book.ts";
import { signIn } from "./sign-in.ts";
import { take } from "./steps.ts";

/** Tedee's cloud: locks with a keypad, through their bridge. */
export const tedee: DriverModule<TedeeConfig> = {
  manifest: { driver: "tedee", displayName: "Tedee", transport: "cloud", proof: "simulator" },
  parseConfig,
  connect,
  signIn,
  receive,
};

function connect(config: TedeeConfig, surroundings: Surroundings): Driver {
  const { runtime, listener, settings } = surroundings;
  const at = readSettings(settings);
  const life = new AbortController();
  const credentials = credentialsOf(config, at, surroundings, life.signal);
  if (credentials === undefined) return notSetUp(surroundings);
  const calls = cloud(runtime, at.url, credentials);
  const book = pinBook(runtime, calls);
  const eyes = { cloud: calls, book, activities: activityTeller(runtime, calls, listener), runtime };
  const until = (signal: AbortSignal) => AbortSignal.any([signal, life.signal]);
  return {
    discover: (signal) => lookThrough(calls, until(signal)),
    observe: (device, signal, places = []) => lookAt(eyes, device, places, until(signal)),
    apply: (device, step, signal) => take({ cloud: calls, book, runtime, device, signal: until(signal) }, step),
    close: async () => life.abort(),
  };
}
