import type { Driver, DriverModule, Surroundings } from "#drivers/driver.ts";
import { notSetUp } from "#drivers/kit/not-set-up.ts";
import { activityFeed } from "./activity-feed.ts";
import { cloud } from "./cloud.ts";
import { type AugustConfig, hostOf, parseConfig } from "./config.ts";
import { lookAt, lookThrough } from "./look.ts";
import { sessionKeeper } from "./session.ts";
import { signIn } from "./sign-in.ts";
import { take } from "./steps.ts";

/** August's locks, and Yale's that run on the same cloud. */
export const august: DriverModule<AugustConfig> = {
  manifest: { driver: "august", displayName: "August and Yale", transport: "cloud", proof: "simulator" },
  parseConfig,
  connect,
  signIn,
  // Its webhooks are for partners of the maker, and its push is not listened to (README).
  receive: () => undefined,
};

function connect(config: AugustConfig, surroundings: Surroundings): Driver {
  const { runtime, listener, settings = {} } = surroundings;
  const host = hostOf(config.brand, settings);
  // The operator may have taken the key away that the account was signed in with.
  if (host === undefined) return notSetUp(surroundings);
  const life = new AbortController();
  const access = sessionKeeper(runtime, host, config, { changed: listener.configChanged, life: life.signal });
  const calls = cloud(runtime, host, access);
  const eyes = { cloud: calls, config, feed: activityFeed(runtime, calls, listener), now: runtime.now };
  const hands = { cloud: calls, now: runtime.now, spareUsers: new Map() };
  const until = (signal: AbortSignal) => AbortSignal.any([signal, life.signal]);
  return {
    discover: (signal) => lookThrough(eyes, until(signal)),
    observe: (device, signal) => lookAt(eyes, device, until(signal)),
    apply: (device, step, signal) => take(hands, device, step, until(signal)),
    close: async () => life.abort(),
  };
}
