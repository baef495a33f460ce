import type { SaltoKsConfig } from "#drivers/salto-ks/config.ts";
import { saltoKs } from "#drivers/salto-ks/salto-ks.ts";
import { saltoKsWith } from "#virtual-locks/makers/salto-ks/cloud.ts";
import type { MakerStack } from "./maker-stack.ts";
import { signedInAtPage } from "./signed-in.ts";

const returnUrl = "https://pintumbler.test/signed-in";
const client = { client_id: "us", client_secret: "hush", redirect_uris: [returnUrl] };
const settings = (url: string) => ({
  clientId: client.client_id,
  clientSecret: client.client_secret,
  url,
  identityUrl: url,
});

/** Salto KS's driver, and the counterpart of its cloud; `arrivalMs`: how long guests are unknown at first. */
export function saltoKsStack({ arrivalMs = 0 } = {}): MakerStack<SaltoKsConfig> {
  return {
    maker: saltoKsWith({ arrivalMs }),
    module: saltoKs,
    hubOf: () => undefined,
    client,
    settings,
    takesNoPins: true,
    choosesPins: true,
    keepsStrangers: true,
    configOf: (account) =>
      signedInAtPage(saltoKs, account, { provider: "salto_ks", settings: settings(account.baseUrl), returnUrl }),
    dialect: {
      refusal: (request) =>
        request.url.endsWith("/connect/token")
          ? Response.json({ error: "invalid_grant" }, { status: 400 })
          : new Response(null, { status: 401 }),
      spoil: (request, body) => (isUsers(request) ? spoiled(body as Page) : body),
    },
  };
}

interface Page {
  readonly items: readonly object[];
}

function isUsers({ method, url }: Request): boolean {
  return method === "GET" && /\/sites\/[^/]+\/users$/.test(new URL(url).pathname);
}

/** One user has no id that could be read. */
function spoiled({ items, ...page }: Page): object {
  return { ...page, items: items.map((user, at) => (at === 0 ? { ...user, id: null } : user)) };
}
