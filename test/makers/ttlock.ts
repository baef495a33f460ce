import type { TtlockConfig } from "#drivers/ttlock/config.ts";
import { ttlock as module } from "#drivers/ttlock/ttlock.ts";
import { ttlock as maker } from "#virtual-locks/makers/ttlock/cloud.ts";
import { entrance } from "#virtual-locks/makers/ttlock/entrance.ts";
import type { MakerStack } from "./maker-stack.ts";
import { configIn, turnAt } from "./signed-in.ts";

/** TTLock's own driver before TTLock's own wire. */
export const ttlockStack: MakerStack<TtlockConfig> = {
  maker,
  module,
  client: entrance.client,
  settings: entrance.settings,
  hubOf: () => "ttlock_gateway",
  configOf: async ({ baseUrl, email: username, password, runtime }) => {
    const turn = {
      ...turnAt({ provider: "ttlock", settings: entrance.settings(baseUrl) }),
      answers: { username, password },
    };
    return configIn(module, await module.signIn?.step(turn, runtime, new AbortController().signal));
  },
  cannotRaise: { "the cloud tells of maintenance": "TTLock announces no maintenance by its API" },
  dialect: {
    refusal: (request) =>
      Response.json({ errcode: request.url.endsWith("/oauth2/token") ? 10_011 : 10_004, errmsg: "No." }),
    spoil: (request, body) => {
      if (!request.url.endsWith("/listKeyboardPwd")) return body;
      const { list, ...rest } = body as { readonly list: readonly object[] };
      return { ...rest, list: list.map((entry, at) => (at === 0 ? { ...entry, keyboardPwdId: null } : entry)) };
    },
    writes: entrance.writes,
    throttled: () => Response.json({ errcode: 30_006, errmsg: "exceeds the restrictions of API call number" }),
  },
};
