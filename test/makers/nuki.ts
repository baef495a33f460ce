import type { NukiConfig } from "#drivers/nuki/config.ts";
import { nuki as module } from "#drivers/nuki/nuki.ts";
import { nuki as maker } from "#virtual-locks/makers/nuki/cloud.ts";
import type { MakerStack } from "./maker-stack.ts";
import { signedInAtPage } from "./signed-in.ts";

const returnUrl = "https://pintumbler.test/signed-in";
const client = { client_id: "us", client_secret: "hush", redirect_uris: [returnUrl] };
const settings = (url: string) => ({ clientId: client.client_id, clientSecret: client.client_secret, url });

/** PINs without a zero, as many as a lock of the newest kind takes. */
const fillers = Array.from({ length: 200 }, (_, at) =>
  [...at.toString(9).padStart(5, "0")].reduce((digits, digit) => `${digits}${Number(digit) + 1}`, "3"),
);

/** Nuki's own driver before Nuki Web. */
export const nukiStack: MakerStack<NukiConfig> = {
  maker,
  module,
  hubOf: () => undefined,
  client,
  settings,
  pins: { good: ["529174", "834461", "617382"], bad: "98317465028371", fillers },
  configOf: (account) =>
    signedInAtPage(module, account, { provider: "nuki", settings: settings(account.baseUrl), returnUrl }),
  dialect: {
    refusal: (request) =>
      request.url.endsWith("/oauth/token")
        ? Response.json({ error: "invalid_grant" }, { status: 400 })
        : Response.json({ code: 401, description: "Not authorized" }, { status: 401 }),
    spoil: (request, body) => {
      if (!new URL(request.url).pathname.endsWith("/auth")) return body;
      return (body as readonly object[]).map((auth, at) => (at === 0 ? { ...auth, id: null } : auth));
    },
    writes: (request) => request.method !== "GET" && request.url.includes("/auth"),
  },
};
