import type { TedeeConfig } from "#drivers/tedee/config.ts";
import { tedee } from "#drivers/tedee/tedee.ts";
import { tedee as maker } from "#virtual-locks/makers/tedee/cloud.ts";
import type { MakerStack } from "./maker-stack.ts";
import { signedInAtPage } from "./signed-in.ts";

const returnUrl = "https://pintumbler.test/signed-in";
const client = { client_id: "us", client_secret: "hush", redirect_uris: [returnUrl] };
const settings = (url: string) => ({
  clientId: client.client_id,
  clientSecret: client.client_secret,
  url,
  authUrl: `${url}/tedee.onmicrosoft.com`,
});

/** Tedee's driver, and the counterpart of its cloud. */
export const tedeeStack: MakerStack<TedeeConfig> = {
  maker,
  module: tedee,
  hubOf: () => "tedee_bridge",
  client,
  settings,
  configOf: (account) =>
    signedInAtPage(tedee, account, { provider: "tedee", settings: settings(account.baseUrl), returnUrl }),
  waitsWithinSteps: true,
  dialect: {
    refusal: (request) =>
      request.url.endsWith("/token")
        ? Response.json({ error: "invalid_grant" }, { status: 400 })
        : Response.json({ success: false, errorMessages: ["No."], statusCode: 401 }, { status: 401 }),
    spoil: (request, body) => (/\/pin(\?.*)?$/.test(request.url) ? spoiled(body as PinList) : body),
  },
};

interface PinList {
  readonly result: { readonly pins: readonly object[] };
}

/** One PIN of the list has no id. */
function spoiled({ result, ...envelope }: PinList): object {
  const pins = result.pins.map((pin, at) => (at === 0 ? { ...pin, id: null } : pin));
  return { ...envelope, result: { ...result, pins } };
}
