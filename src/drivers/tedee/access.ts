import type { Surroundings } from "#drivers/driver.ts";
import { type AccessKeeper, accessKeeper } from "#drivers/kit/access-keeper.ts";
import { type Call, exchangeJson } from "#drivers/kit/exchange-json.ts";
import { failed } from "#drivers/kit/failed.ts";
import { issuedTokens, tokenCall } from "#drivers/kit/oauth-tokens.ts";
import { asBearer, type Credentials } from "#drivers/kit/signed-exchange.ts";
import type { GrantConfig, TedeeAt, TedeeConfig } from "./config.ts";

/** What a call is signed with; `undefined`: the operator no longer has the application that the account came by. */
export function credentialsOf(
  config: TedeeConfig,
  at: TedeeAt,
  surroundings: Pick<Surroundings, "runtime" | "listener">,
  life: AbortSignal,
): Credentials | undefined {
  if ("personalKey" in config) return { access: theKey(config.personalKey), carry: asPersonalKey };
  return at.door && { access: granted(config, at.door, surroundings, life), carry: asBearer };
}

/** A key is as good as it was made: nothing renews it. */
function theKey(key: string): AccessKeeper {
  return {
    current: async () => key,
    replacing: async () => failed("unauthorized", "The provider no longer takes the account's personal access key."),
  };
}

function granted(
  config: GrantConfig,
  { client, scope }: NonNullable<TedeeAt["door"]>,
  { runtime, listener }: Pick<Surroundings, "runtime" | "listener">,
  life: AbortSignal,
): AccessKeeper {
  return accessKeeper<GrantConfig>(runtime, {
    first: config,
    changed: (changed) => listener.configChanged(changed),
    renew: async ({ refreshToken, returnUrl }) => {
      const asked = {
        grant_type: "refresh_token",
        refresh_token: refreshToken,
        scope,
        ...(returnUrl !== undefined && { redirect_uri: returnUrl }),
      };
      const issued = issuedTokens(await exchangeJson(runtime, tokenCall(client, asked), life), runtime.now());
      return "kind" in issued ? issued : { refreshToken, returnUrl, ...issued };
    },
  });
}

function asPersonalKey(call: Call, key: string): Call {
  return { ...call, headers: { ...call.headers, authorization: `PersonalKey ${key}` } };
}
