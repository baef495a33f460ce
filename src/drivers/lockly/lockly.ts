import type { Driver, DriverModule, Surroundings } from "#drivers/driver.ts";
import { connectLockCloud } from "#drivers/kit/lock-cloud-protocol/connect-lock-cloud.ts";
import { receive } from "#drivers/kit/lock-cloud-protocol/webhooks.ts";
import { notSetUp } from "#drivers/kit/not-set-up.ts";
import { tokenKeeper } from "#drivers/kit/oauth-tokens.ts";
import { type LocklyConfig, parseConfig, readSettings } from "./config.ts";
import { lockly as make } from "./make.ts";
import { signIn } from "./sign-in.ts";

/** Lockly's locks, by a wire that is ours: Lockly publishes none for codes. */
export const lockly: DriverModule<LocklyConfig> = {
  manifest: { driver: "lockly", displayName: "Lockly", transport: "cloud", proof: "simulator" },
  parseConfig,
  connect,
  receive,
  signIn,
};

function connect(config: LocklyConfig, surroundings: Surroundings): Driver {
  const { runtime, listener } = surroundings;
  const at = readSettings(surroundings.settings);
  if (at === undefined) return notSetUp(surroundings);
  const keep = (issued: object) => listener.configChanged({ ...config, ...issued });
  const access = (life: AbortSignal) => tokenKeeper(runtime, at.client, config, keep, life);
  const { webhookSecret } = config;
  return connectLockCloud({ baseUrl: at.baseUrl, access, webhookSecret, make }, surroundings);
}
