import type { LockCloudConfig } from "#drivers/lock-cloud/config.ts";
import { lockCloud } from "#drivers/lock-cloud/lock-cloud.ts";
import type { MakerStack } from "./maker-stack.ts";

const client = { client_id: "us", client_secret: "hush", redirect_uris: [] };
const hubs: Readonly<Record<string, string>> = {
  august: "august_connect",
  smartthings: "smartthings_hub",
  ttlock: "ttlock_gateway",
  igloohome: "igloohome_bridge",
  lockly_bluetooth: "lockly_hub",
  hubitat: "hubitat_hub",
  wyze: "wyze_gateway",
};

/** The generic driver, and virtual locks with the published contract. */
export const lockCloudStack: MakerStack<LockCloudConfig> = {
  module: lockCloud,
  hubOf: (profile) => hubs[profile],
  client,
  settings: () => ({}),
  configOf: async ({ baseUrl, account, control }) => {
    const { client_id: clientId, client_secret: clientSecret } = client;
    const issued = await control.issueTokens(account.account_id, clientId);
    return { baseUrl, clientId, clientSecret, refreshToken: issued.refresh_token, accessToken: issued.access_token };
  },
  dialect: {
    refusal: (request) =>
      request.url.endsWith("/oauth/token")
        ? Response.json({ error: "invalid_grant" }, { status: 400 })
        : Response.json({ error_code: "UNAUTHORIZED", message: "No." }, { status: 401 }),
    spoil: spoilCodes,
  },
};

/** A listing of codes whose first entry has no id. */
export function spoilCodes(request: Request, body: unknown): unknown {
  if (request.method !== "GET" || !request.url.endsWith("/access_codes")) return body;
  const { access_codes } = body as { readonly access_codes: readonly object[] };
  return { access_codes: access_codes.map((entry, at) => (at === 0 ? { ...entry, access_code_id: null } : entry)) };
}
