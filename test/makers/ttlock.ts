import type { TtlockConfig } from "#drivers/ttlock/config.ts";
import { ttlock as module } from "#drivers/ttlock/ttlock.ts";
import { ttlock as maker } from "#virtual-locks/makers/ttlock/cloud.ts";
import type { MakerStack } from "./maker-stack.ts";

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
    const asked = { provider: "ttlock", settings: settings(baseUrl), kept: undefined, returnUrl: "", state: "" };
    const turn = { ...asked, answers: { username, password } };
    const step = await module.signIn?.step(turn, runtime, new AbortController().signal);
    const config = step?.kind === "signed_in" ? module.parseConfig(step.config) : undefined;
    if (config === undefined) throw new Error(`The sign-in came to ${step?.kind}.`);
    return config;
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
