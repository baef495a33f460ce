import type { LocklyConfig } from "#drivers/lockly/config.ts";
import { lockly } from "#drivers/lockly/lockly.ts";
import { lockly as maker } from "#virtual-locks/makers/lockly/cloud.ts";
import { lockCloudStack } from "./lock-cloud.ts";
import type { MakerStack } from "./maker-stack.ts";
import { signedInAtPage } from "./signed-in.ts";

const returnUrl = "https://pintumbler.test/signed-in";
const client = { client_id: "us", client_secret: "hush", redirect_uris: [returnUrl] };

/** Lockly's driver, and the cloud that Lockly could have. */
export const locklyStack: MakerStack<LocklyConfig> = {
  maker,
  module: lockly,
  hubOf: lockCloudStack.hubOf,
  client,
  settings: (url) => ({ url, clientId: client.client_id, clientSecret: client.client_secret }),
  dialect: lockCloudStack.dialect,
  configOf: async (account) => {
    const settings = locklyStack.settings(account.baseUrl);
    return signedInAtPage(lockly, account, { provider: "lockly", settings, returnUrl });
  },
};
