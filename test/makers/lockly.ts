import type { LocklyConfig } from "#drivers/lockly/config.ts";
import { lockly } from "#drivers/lockly/lockly.ts";
import { lockly as maker } from "#virtual-locks/makers/lockly/cloud.ts";
import { entrance } from "#virtual-locks/makers/lockly/entrance.ts";
import { lockCloudStack } from "./lock-cloud.ts";
import type { MakerStack } from "./maker-stack.ts";
import { signedInAtPage } from "./signed-in.ts";

const { client, settings } = entrance;

/** Lockly's driver, and the cloud that Lockly could have. */
export const locklyStack: MakerStack<LocklyConfig> = {
  maker,
  module: lockly,
  hubOf: lockCloudStack.hubOf,
  client,
  settings,
  dialect: lockCloudStack.dialect,
  configOf: (account) => signedInAtPage(lockly, account, { provider: "lockly", settings: settings(account.baseUrl) }),
};
