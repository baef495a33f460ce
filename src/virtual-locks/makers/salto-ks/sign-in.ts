import type { Hono } from "hono";
import { oauthRoutes } from "#virtual-locks/oauth.ts";
import type { World } from "#virtual-locks/world.ts";

/** Salto's identity server. Who brings a code must show, by the secret behind its challenge, that they asked for it. */
export function signInRoutes(world: World): Hono {
  return oauthRoutes(world, {
    paths: { authorize: "/connect/authorize", token: "/connect/token" },
    replacesRefreshTokens: true,
    wantsBasic: true,
    wantsProofOfKey: true,
    beside: () => ({ scope: "user_api.full_access openid profile offline_access" }),
  });
}
