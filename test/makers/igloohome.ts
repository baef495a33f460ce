import type { IgloohomeConfig } from "#drivers/igloohome/config.ts";
import { igloohome as module } from "#drivers/igloohome/igloohome.ts";
import { igloohome as maker } from "#virtual-locks/makers/igloohome/cloud.ts";
import { entrance } from "#virtual-locks/makers/igloohome/entrance.ts";
import type { MakerStack } from "./maker-stack.ts";
import { configIn, turnAt } from "./signed-in.ts";

const { settings } = entrance;

/** igloohome's own driver before igloohome's own wire. */
export const igloohomeStack: MakerStack<IgloohomeConfig> = {
  maker,
  module,
  settings,
  hubOf: () => "igloohome_bridge",
  listsNothing: true,
  keepsStrangers: true,
  letUsInAgain: ({ control, cloudAccount }) => control.issueTokens(cloudAccount),
  configOf: async ({ baseUrl, email: clientId, password: clientSecret, runtime }) => {
    const turn = {
      ...turnAt({ provider: "igloohome", settings: settings(baseUrl) }),
      answers: { clientId, clientSecret },
    };
    return configIn(module, await module.signIn?.step(turn, runtime, new AbortController().signal));
  },
  dialect: {
    refusal: (request) =>
      request.url.endsWith("/oauth2/token")
        ? Response.json({ error: "invalid_client" }, { status: 400 })
        : Response.json({ message: "Unauthorized" }, { status: 401 }),
    spoil: (_, body) => body,
  },
};
