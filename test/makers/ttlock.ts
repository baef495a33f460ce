import type { TtlockConfig } from "#drivers/ttlock/config.ts";
import { ttlock as module } from "#drivers/ttlock/ttlock.ts";
import { ttlock as maker } from "#virtual-locks/makers/ttlock/cloud.ts";
import type { MakerStack } from "./maker-stack.ts";
import { configIn, turnAt } from "./signed-in.ts";

const client = { client_id: "our-application", client_secret: "a secret of the application", redirect_uris: [] };
const settings = (url: string) => ({ clientId: client.client_id, clientSecret: client.client_secret, url });

/** TTLock's own driver before TTLock's own wire. */
export const ttlockStack: MakerStack<TtlockConfig> = {
  maker,
  module,
  client,
  settings,
  hubOf: () => "ttlock_gateway",
  configOf: async ({ baseUrl, email: username, password, runtime }) => {
    const turn = { ...turnAt({ provider: "ttlock", settings: settings(baseUrl) }), answers: { username, password } };
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
    writes: (request) => /\/keyboardPwd\/(add|change|delete)$/.test(request.url),
    throttled: () => Response.json({ errcode: 30_006, errmsg: "exceeds the restrictions of API call number" }),
  },
};
