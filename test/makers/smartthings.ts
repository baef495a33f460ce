import type { SmartThingsConfig } from "#drivers/smartthings/config.ts";
import { smartthings } from "#drivers/smartthings/smartthings.ts";
import { smartthingsWith } from "#virtual-locks/makers/smartthings/cloud.ts";
import { entrance } from "#virtual-locks/makers/smartthings/entrance.ts";
import type { MakerStack } from "./maker-stack.ts";
import { signedInAtPage } from "./signed-in.ts";

const { client, settings } = entrance;

/** SmartThings' own wire; `migrated`: its locks have users and credentials in place of lock codes. */
export function smartthingsStack({ migrated }: { readonly migrated: boolean }): MakerStack<SmartThingsConfig> {
  return {
    maker: smartthingsWith({ migrated }),
    module: smartthings,
    hubOf: () => "smartthings_hub",
    client,
    settings,
    configOf: (account) =>
      signedInAtPage(smartthings, account, { provider: "smartthings", settings: settings(account.baseUrl) }),
    waitsWithinSteps: true,
    keepsStrangers: true,
    cannotRaise: {
      "the cloud tells of rival_integration": "SmartThings says nothing of other software on the same lock",
    },
    dialect: {
      refusal: (request) =>
        request.url.endsWith("/oauth/token")
          ? Response.json({ error: "invalid_grant" }, { status: 400 })
          : Response.json({ requestId: "1", error: { code: "UnauthorizedError", message: "No." } }, { status: 401 }),
      throttled: (seconds) => new Response("{}", { status: 429, headers: { "x-ratelimit-reset": `${seconds}` } }),
      spoil: (request, body) => (request.url.endsWith("/status") ? spoiled(body as Status) : body),
    },
  };
}

interface Status {
  readonly components: {
    readonly main: {
      readonly lockCodes: { readonly lockCodes: { readonly value: string } };
      readonly lockCredentials?: { readonly credentials: { readonly value: readonly object[] } };
    };
  };
}

/** One slot has no name that could be read, and one credential no number. */
function spoiled({ components: { main } }: Status): object {
  const codes = Object.entries(JSON.parse(main.lockCodes.lockCodes.value)).map(([slot, name], at) => [
    slot,
    at === 0 ? 7 : name,
  ]);
  const lockCodes = { ...main.lockCodes, lockCodes: { value: JSON.stringify(Object.fromEntries(codes)) } };
  if (main.lockCredentials === undefined) return { components: { main: { ...main, lockCodes } } };
  const value = main.lockCredentials.credentials.value.map((one, at) =>
    at === 0 ? { ...one, credentialIndex: null } : one,
  );
  const lockCredentials = { ...main.lockCredentials, credentials: { value } };
  return { components: { main: { ...main, lockCodes, lockCredentials } } };
}
