import { Hono } from "hono";
import { isSameSecret } from "#virtual-locks/requests.ts";
import type { AccountRow } from "#virtual-locks/rows.ts";
import { issueAccessToken } from "#virtual-locks/tokens.ts";
import type { World } from "#virtual-locks/world.ts";

/** A site's id and API token, for an access token: the client-credentials grant of OAuth 2 (RFC 6749, section 4.4). */
export function siteTokenRoutes(world: World) {
  const app = new Hono();
  app.post("/oauth/token", async (c) => {
    c.header("cache-control", "no-store");
    const form = new URLSearchParams(await c.req.text());
    const site = world.get("accounts", form.get("client_id") ?? "");
    if (site === undefined || !holds(world, site, form.get("client_secret") ?? "")) {
      return c.json({ error: "invalid_client" }, 401);
    }
    if (form.get("grant_type") !== "client_credentials") return c.json({ error: "unsupported_grant_type" }, 400);
    if (world.get("faults", site.id)?.outage === true) {
      return c.json({ error_code: "SERVICE_UNAVAILABLE", message: "This virtual lock cloud is out." }, 503);
    }
    const { issued, changes } = issueAccessToken(world, site.id);
    world.commit("tokens_issued", { account_id: site.id }, changes);
    return c.json(issued);
  });
  return app;
}

/** The API token of a site is its account's password, and holds until what the account was signed in with is taken back. */
function holds(world: World, site: AccountRow, apiToken: string): boolean {
  const isSignedIn = world.all("refreshTokens").some(({ accountId }) => accountId === site.id);
  return isSignedIn && isSameSecret(site.password, apiToken);
}
