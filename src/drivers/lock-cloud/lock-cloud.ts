import type { Driver, DriverModule, Surroundings } from "#drivers/driver.ts";
import { connectLockCloud } from "#drivers/kit/lock-cloud-protocol/connect-lock-cloud.ts";
import { receive } from "#drivers/kit/lock-cloud-protocol/webhooks.ts";
import { tokenKeeper } from "#drivers/kit/oauth-tokens.ts";
import { form, type LockCloudConfig, oauthClient, parseConfig, webhookTrust } from "./config.ts";

/** Any maker whose cloud offers the published manufacturer-side contract; the virtual locks are one. */
export const lockCloud: DriverModule<LockCloudConfig> = {
  manifest: { driver: "lock_cloud", displayName: "Lock cloud", transport: "cloud", proof: "simulator", form },
  parseConfig,
  connect,
  receive: (config, delivery) => receive(webhookTrust(config), delivery),
};

function connect(config: LockCloudConfig, surroundings: Surroundings): Driver {
  const { runtime, listener } = surroundings;
  const keep = (issued: object) => listener.configChanged({ ...config, ...issued });
  const { baseUrl } = config;
  const { webhookSecret } = webhookTrust(config);
  const access = (life: AbortSignal) => tokenKeeper(runtime, oauthClient(config), config, keep, life);
  return connectLockCloud({ baseUrl, access, webhookSecret }, surroundings);
}
