import type { Hono } from "hono";
import { oauthRoutes } from "#virtual-locks/oauth.ts";
import type { World } from "#virtual-locks/world.ts";

/** A week and little less: `expires_in` of an answer that a client has noted (rbridal/ha-utec-locks, October 2026). */
const accessTokenSeconds = 601_200;

/** OAuth 2 with the maker's own names: the code comes back under another, and tokens come in a shell. */
export function addDoor(app: Hono, world: World): void {
  const plain = oauthRoutes(world, { accessTokenSeconds });
  app.use("/oauth/authorize", async (c, next) => {
    await next();
    const location = c.res.headers.get("location");
    if (location === null) return;
    const to = new URL(location);
    const code = to.searchParams.get("code");
    if (code !== null) to.searchParams.set("authorization_code", code);
    to.searchParams.delete("code");
    c.res.headers.set("location", to.toString());
  });
  app.use("/oauth/token", async (c, next) => {
    await next();
    if (!c.res.ok) return;
    const data: unknown = await c.res.json();
    c.res = Response.json({ code: 200, data });
  });
  // The maker's pages write the exchange as a GET without the address to come back to; clients in use post a form.
  app.get("/oauth/token", async (c) => {
    const body = new URL(c.req.url).searchParams;
    const [known = ""] = world.get("clients", body.get("client_id") ?? "")?.redirectUris ?? [];
    if (!body.has("redirect_uri")) body.set("redirect_uri", known);
    return plain.fetch(new Request(c.req.url, { method: "POST", body }));
  });
  app.route("/", plain);
}
