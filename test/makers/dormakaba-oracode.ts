import type { OracodeConfig } from "#drivers/dormakaba-oracode/config.ts";
import { dormakabaOracode } from "#drivers/dormakaba-oracode/dormakaba-oracode.ts";
import { dormakabaOracode as maker } from "#virtual-locks/makers/dormakaba-oracode/cloud.ts";
import { entrance } from "#virtual-locks/makers/dormakaba-oracode/entrance.ts";
import { lockCloudStack } from "./lock-cloud.ts";
import type { MakerStack } from "./maker-stack.ts";
import { configIn, turnAt } from "./signed-in.ts";

/** The driver of Oracode sites, and the cloud that they could have. */
export const dormakabaOracodeStack: MakerStack<OracodeConfig> = {
  maker,
  module: dormakabaOracode,
  hubOf: () => undefined,
  takesNoPins: true,
  settings: entrance.settings,
  dialect: {
    ...lockCloudStack.dialect,
    refusal: (request) =>
      request.url.endsWith("/oauth/token")
        ? Response.json({ error: "invalid_client" }, { status: 401 })
        : Response.json({ error_code: "UNAUTHORIZED", message: "No." }, { status: 401 }),
  },
  configOf: async ({ baseUrl, account, password, runtime, control }) => {
    // The portal shows a new API token where the old one was taken back.
    await control.issueTokens(account.account_id);
    const turn = turnAt({ provider: "dormakaba_oracode", settings: entrance.settings(baseUrl) });
    const answers = { siteId: account.account_id, apiToken: password };
    const { signIn } = dormakabaOracode;
    const step = await signIn?.step({ ...turn, answers }, runtime, new AbortController().signal);
    return configIn(dormakabaOracode, step);
  },
};
