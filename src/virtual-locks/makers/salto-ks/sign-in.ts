import { createHash } from "node:crypto";
import { Hono } from "hono";
import { oauthRoutes } from "#virtual-locks/oauth.ts";
import type { World } from "#virtual-locks/world.ts";

/** Salto's identity server. Who asked for a code must show, by the secret behind its challenge, that it was them. */
export function signInRoutes(world: World): Hono {
  const inner = oauthRoutes(world, {
    replacesRefreshTokens: true,
    wantsBasic: true,
    beside: () => ({ scope: "user_api.full_access openid profile offline_access" }),
  });
  const forward = (request: Request, body?: string) => {
    const url = new URL(request.url);
    url.pathname = url.pathname.replace("/connect/", "/oauth/");
    const { method, headers } = request;
    return inner.fetch(new Request(url, { method, headers, ...(body !== undefined && { body }) }));
  };
  const app = new Hono();
  app.get("/connect/authorize", (c) => {
    if (c.req.query("code_challenge") === undefined) return c.text("code challenge required", 400);
    return forward(c.req.raw);
  });
  app.post("/connect/authorize", async (c) => {
    const response = await forward(c.req.raw, await c.req.text());
    const granted = new URL(response.headers.get("location") ?? "http://nowhere").searchParams.get("code");
    const row = { challenge: c.req.query("code_challenge") ?? "" };
    if (granted !== null) world.commit("challenged", {}, [{ table: "notes", id: challengeOf(granted), row }]);
    return response;
  });
  app.post("/connect/token", async (c) => {
    const body = await c.req.text();
    const form = new URLSearchParams(body);
    const code = form.get("code");
    if (code !== null) {
      const asked = world.get("notes", challengeOf(code)) as { readonly challenge: string } | undefined;
      const shown = createHash("sha256")
        .update(form.get("code_verifier") ?? "")
        .digest("base64url");
      if (asked?.challenge !== shown) return c.json({ error: "invalid_grant" }, 400);
    }
    return forward(c.req.raw, body);
  });
  return app;
}

function challengeOf(code: string): string {
  return `${createHash("sha256").update(code).digest("hex")}/challenge`;
}
