import type { Driver, DriverModule, Surroundings } from "#drivers/driver.ts";
import { notSetUp } from "#drivers/kit/not-set-up.ts";
import { tokenKeeper } from "#drivers/kit/oauth-tokens.ts";
import { cloud } from "./cloud.ts";
import { type NukiConfig, parseConfig, readSettings } from "./config.ts";
import { logTeller } from "./log.ts";
import { lookAt, lookThrough } from "./look.ts";
import { ordersOf } from "./orders.ts";
import { signIn } from "./sign-in.ts";
import { take } from "./steps.ts";
import { receive, register } from "./webhook.ts";

/** Nuki's locks with a keypad, through Nuki Web. */
export const nuki: DriverModule<NukiConfig> = {
  manifest: { driver: "nuki", displayName: "Nuki", transport: "cloud", proof: "simulator" },
  parseConfig,
  connect,
  signIn,
  receive,
};

function connect(config: NukiConfig, surroundings: Surroundings): Driver {
  const { runtime, listener, deliveryUrl, settings } = surroundings;
  const at = readSettings(settings);
  if (at === undefined) return notSetUp(surroundings);
  const life = new AbortController();
  let kept = config;
  const keep = (more: Partial<NukiConfig>) => {
    kept = { ...kept, ...more };
    listener.configChanged(kept);
  };
  const access = tokenKeeper(runtime, at.door.client, config, keep, life.signal);
  const calls = cloud(runtime, at.url, access);
  const site = { runtime, cloud: calls, orders: ordersOf() };
  const log = logTeller(runtime, calls, listener);
  const until = (signal: AbortSignal) => AbortSignal.any([signal, life.signal]);
  return {
    discover: async (signal) => {
      const found = await lookThrough(site, until(signal));
      if (found.kind !== "found") return found;
      const webhook = await register(runtime, calls, { url: deliveryUrl, kept: kept.webhook }, until(signal));
      if (webhook !== undefined) keep({ webhook });
      return found;
    },
    observe: async (device, signal) => {
      const seen = await lookAt(site, device, until(signal));
      if (seen.kind === "seen") await log.tell(device, until(signal));
      return seen;
    },
    apply: (device, step, signal) => take(site, device, step, until(signal)),
    close: async () => life.abort(),
  };
}
