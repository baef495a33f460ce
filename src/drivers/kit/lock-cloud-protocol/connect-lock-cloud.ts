import type { Driver, Surroundings } from "#drivers/driver.ts";
import type { AccessKeeper } from "#drivers/kit/access-keeper.ts";
import { type CloudLine, cloud } from "./cloud.ts";
import { lookAt, lookThrough } from "./look.ts";
import { take } from "./steps.ts";
import { subscribedEvents } from "./webhooks.ts";

/** One account at a cloud that offers the published contract. */
export interface LockCloudAccount extends Omit<CloudLine, "access"> {
  /** What lets us in; `life` ends with the connection. */
  access(life: AbortSignal): AccessKeeper;
  /** What the cloud is to sign its events with. Absent: it has none. */
  readonly webhookSecret?: string;
}

/** Speaks the published manufacturer-side contract for one account. */
export function connectLockCloud(
  { access, webhookSecret, ...line }: LockCloudAccount,
  { runtime, deliveryUrl }: Pick<Surroundings, "runtime" | "deliveryUrl">,
): Driver {
  const life = new AbortController();
  const calls = cloud(runtime, { ...line, access: access(life.signal) });
  const until = (signal: AbortSignal) => AbortSignal.any([signal, life.signal]);
  // The cloud keeps one webhook for each address, so it is asked for again at each look through the account.
  const register = async (signal: AbortSignal) => {
    if (deliveryUrl === undefined || webhookSecret === undefined) return;
    const webhook = { url: deliveryUrl, events: subscribedEvents, secret: webhookSecret };
    const { kind } = await calls.registerWebhook(webhook, signal);
    // Without events the locks are looked at all the same, only less often.
    if (kind !== "answered") runtime.log("lock_cloud.webhook_not_registered", { because: kind });
  };
  return {
    discover: async (signal) => {
      await register(until(signal));
      return lookThrough(calls, runtime, until(signal));
    },
    observe: (device, signal) => lookAt(calls, runtime, device, until(signal)),
    apply: (device, step, signal) => take(calls, runtime, device, step, until(signal)),
    close: async () => life.abort(),
  };
}
