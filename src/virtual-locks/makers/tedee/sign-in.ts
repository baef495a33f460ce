import type { Context, Hono } from "hono";
import { oauthRoutes } from "#virtual-locks/oauth.ts";
import { bearer } from "#virtual-locks/requests.ts";
import { accountOfToken, type Issued } from "#virtual-locks/tokens.ts";
import type { World } from "#virtual-locks/world.ts";
import { accountOfKey } from "./personal-keys.ts";

const base = "/tedee.onmicrosoft.com/B2C_1A_Signup_Signin_With_Kmsi/oauth2/v2.0";
const accessTokenSeconds = 4 * 3_600;
const refreshTokenSeconds = 14 * 86_400;

/** The maker's page, on a host of Microsoft's. */
export function signInRoutes(world: World): Hono {
  return oauthRoutes(world, {
    paths: { authorize: `${base}/authorize`, token: `${base}/token` },
    wantsProofOfKey: true,
    replacesRefreshTokens: true,
    accessTokenSeconds,
    beside: (accountId, issued) => ({
      access_token: webToken(world, accountId, issued),
      expires_in: `${accessTokenSeconds}`,
      refresh_token_expires_in: refreshTokenSeconds,
      not_before: `${Math.floor(world.now() / 1_000)}`,
      user_id: undefined,
    }),
  });
}

/** Whose call it is: by an access token, or by a personal access key. */
export function accountOf(world: World, c: Context): string | undefined {
  return accountOfToken(world, bearer(c)?.split(".")[2]) ?? accountOfKey(world, c);
}

/** It says who it is of; what we know it by stands where the signature does. */
function webToken(world: World, accountId: string, { access_token: signature }: Issued): string {
  const part = (of: object) => Buffer.from(JSON.stringify(of)).toString("base64url");
  const account = world.get("accounts", accountId);
  const exp = Math.floor(world.now() / 1_000) + accessTokenSeconds;
  const claims = { exp, email: account?.email, name: account?.email, oid: accountId };
  return [part({ typ: "JWT", alg: "none" }), part(claims), signature].join(".");
}
