import type { Driver, DriverModule, Surroundings } from "#drivers/driver.ts";
import { tokenKeeper } from "#drivers/kit/oauth-tokens.ts";
import { type Cloud, cloud } from "./cloud.ts";
import { form, type LockCloudConfig, oauthClient, parseConfig } from "./config.ts";
import { lookAt, lookThrough } from "./look.ts";
import { take } from "./steps.ts";
import { receive, subscribedEvents, webhookSecret } from "./webhooks.ts";

/** Any maker whose cloud offers the published manufacturer-side contract; the virtual locks are one. */
export const lockCloud: DriverModule<LockCloudConfig> = {
  manifest: { driver: "lock_cloud", displayName: "Lock cloud", transport: "cloud", proof: "simulator", form },
  parseConfig,
  connect,
  receive,
};

function connect(config: LockCloudConfig, surroundings: Surroundings): Driver {
  const { runtime, listener, deliveryUrl } = surroundings;
  const life = new AbortController();
  const tokens = tokenKeeper(
    runtime,
    oauthClient(config),
    config,
    (issued) => listener.configChanged({ ...config, ...issued }),
    life.signal,
  );
  const calls = cloud(runtime, config.baseUrl, tokens);
  const until = (signal: AbortSignal) => AbortSignal.any([signal, life.signal]);
  return {
    discover: async (signal) => {
      if (deliveryUrl !== undefined)
        await register(calls, surroundings, deliveryUrl, webhookSecret(config), until(signal));
      return lookThrough(calls, runtime, until(signal));
    },
    observe: (device, signal) => lookAt(calls, runtime, device, until(signal)),
    apply: (device, step, signal) => take(calls, runtime, device, step, until(signal)),
    close: async () => life.abort(),
  };
}

/** Asks for events at our address, again at each look through the account: the cloud keeps one per address. */
async function register(
  calls: Cloud,
  { runtime }: Surroundings,
  url: string,
  secret: string,
  signal: AbortSignal,
): Promise<void> {
  const reply = await calls.registerWebhook({ url, events: subscribedEvents, secret }, signal);
  // Without events the locks are looked at all the same, only less often.
  if (reply.kind !== "answered") runtime.log("lock_cloud.webhook_not_registered", { because: reply.kind });
}
