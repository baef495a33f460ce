import type { Driver, DriverModule, Surroundings } from "#drivers/driver.ts";
import { notSetUp } from "#drivers/kit/not-set-up.ts";
import { tokenKeeper } from "#drivers/kit/oauth-tokens.ts";
import { cloud } from "./cloud.ts";
import { parseConfig, readSettings, type UltraloqConfig } from "./config.ts";
import { lookAt, lookThrough } from "./look.ts";
import { receive } from "./push.ts";
import { removals } from "./removals.ts";
import { signIn } from "./sign-in.ts";
import { take } from "./steps.ts";

/** Ultraloq's locks, through the open API of U-tec (Xthings). */
export const ultraloq: DriverModule<UltraloqConfig> = {
  manifest: { driver: "ultraloq", displayName: "Ultraloq", transport: "cloud", proof: "simulator" },
  parseConfig,
  connect,
  receive,
  signIn,
};

function connect(config: UltraloqConfig, surroundings: Surroundings): Driver {
  const { runtime, listener, deliveryUrl } = surroundings;
  const at = readSettings(surroundings.settings);
  if (at === undefined) return notSetUp(surroundings);
  const life = new AbortController();
  const keep = (issued: object) => listener.configChanged({ ...config, ...issued });
  const access = tokenKeeper(runtime, at.door.client, config, keep, life.signal);
  const calls = cloud(runtime, at, access);
  const account = { cloud: calls, now: runtime.now, zone: config.timeZone, removals: removals(runtime.now) };
  const until = (signal: AbortSignal) => AbortSignal.any([signal, life.signal]);
  // The maker tells nobody what it has registered, and posts have been seen to stop: so it is told at each look through.
  const register = async (signal: AbortSignal) => {
    if (deliveryUrl === undefined) return;
    const { kind } = await calls.notify(deliveryUrl, config.pushToken, signal);
    if (kind !== "answered") runtime.log("ultraloq.push_not_registered", { because: kind });
  };
  return {
    discover: async (signal) => {
      await register(until(signal));
      return lookThrough(account, until(signal));
    },
    observe: (device, signal) => lookAt(account, device, until(signal)),
    apply: (device, step, signal) => take(account, device, step, until(signal)),
    close: async () => life.abort(),
  };
}
