import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApi } from "#api/app.ts";
import { statusOfProblem } from "#api/problems.ts";
import { routes } from "#api/routes/index.ts";
import { type ApiHouse, openApiHouse, origin } from "#test/support/api-house.ts";

let house: ApiHouse;
const delivered: { accountId: string; body: string; signature: string | null }[] = [];

beforeAll(async () => {
  house = await openApiHouse({
    receiveDelivery: async (accountId, { headers, body }) => {
      if (accountId !== house.tenant.account.id) return "unknown_account";
      if (headers.get("x-signature") !== "right") return "refused";
      delivered.push({ accountId, body, signature: headers.get("x-signature") });
      return "received";
    },
  });
});
afterAll(() => house.close());

describe("who may come in", () => {
  const ask = (authorization?: string) =>
    house.fetch(
      new Request(`${origin}/workspaces/get`, authorization === undefined ? {} : { headers: { authorization } }),
    );

  test("a caller with a key of the workspace", async () => {
    const response = await ask(`Bearer ${house.tenant.token}`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      workspace: { workspace_id: house.tenant.workspaceId, is_sandbox: true },
    });
  });

  test("the scheme may be written in any case", async () => {
    expect((await ask(`bearer ${house.tenant.token}`)).status).toBe(200);
  });

  test.for([
    undefined,
    "",
    "Bearer",
    "Bearer ",
    "Bearer seam_nobody_knowsthiskeyatall0000000",
    "Bearer not-a-key",
    "Basic c2VhbTpzZWFt",
  ])("nobody with %s", async (authorization) => {
    const response = await ask(authorization);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: { type: "unauthorized" }, ok: false });
  });

  test("nobody with the right beginning of a key and another end", async () => {
    expect((await ask(`Bearer ${house.tenant.token.slice(0, -1)}!`)).status).toBe(401);
    const other = house.tenant.token.endsWith("A") ? "B" : "A";
    expect((await ask(`Bearer ${house.tenant.token.slice(0, -1)}${other}`)).status).toBe(401);
  });

  test("every route of the table turns a stranger away, whatever he sends", async () => {
    for (const route of routes) {
      const response = await house.fetch(new Request(origin + route.path, { method: "POST", body: "{" }));
      expect([route.path, response.status]).toEqual([route.path, 401]);
    }
  });
});

describe("which way in", () => {
  test("a path that is not there is not found, in the error's shape", async () => {
    for (const path of ["/", "/access_codes", "/access_codes/list/", "/access_codes/create_many", "/__proto__"]) {
      const { status, body } = await house.tenant.post(path);
      expect([path, status, body.error?.type]).toEqual([path, 404, "not_found"]);
    }
  });

  test("a verb that a path does not know is said so, with those it knows", async () => {
    const { status, body, headers } = await house.tenant.ask("DELETE", "/access_codes/create");
    expect([status, body.error?.type, headers.get("allow")]).toEqual([405, "method_not_allowed", "POST"]);
    for (const [method, path] of [
      ["GET", "/access_codes/create"],
      ["PUT", "/access_codes/get"],
      ["GET", "/access_codes/delete"],
      ["PUT", "/devices/update"],
      ["PATCH", "/locks/lock_door"],
      ["POST", "/health"],
      ["GET", `/provider_deliveries/${house.tenant.account.id}`],
    ] as const) {
      expect([method, path, (await house.tenant.ask(method, path)).status]).toEqual([method, path, 405]);
    }
  });

  test("HEAD is GET without the body", async () => {
    const headers = { authorization: `Bearer ${house.tenant.token}` };
    const response = await house.fetch(new Request(`${origin}/workspaces/get`, { method: "HEAD", headers }));
    expect([response.status, await response.text()]).toEqual([200, ""]);
  });
});

describe("browsers", () => {
  const asked = { origin: "https://app.example", "access-control-request-method": "POST" };

  test("may ask from anywhere: the preflight is granted without a key and has no body", async () => {
    const response = await house.fetch(
      new Request(`${origin}/access_codes/create`, { method: "OPTIONS", headers: asked }),
    );
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("");
    expect(response.headers.get("access-control-allow-origin")).toBe("https://app.example");
    expect(response.headers.get("access-control-allow-credentials")).toBe("true");
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
      expect(response.headers.get("access-control-allow-methods")).toContain(method);
    }
    for (const header of [
      "authorization",
      "content-type",
      "client-session-token",
      "seam-publishable-key",
      "seam-sdk-name",
    ]) {
      expect(response.headers.get("access-control-allow-headers")).toContain(header);
    }
  });

  test("read answers and errors from the origin that asked", async () => {
    for (const path of ["/workspaces/get", "/nowhere"]) {
      const { headers } = await house.tenant.ask("GET", path, { headers: { origin: "https://app.example" } });
      expect(headers.get("access-control-allow-origin")).toBe("https://app.example");
      expect(headers.get("vary")).toBe("Origin");
    }
    expect((await house.tenant.ask("GET", "/workspaces/get")).headers.get("access-control-allow-origin")).toBe("*");
  });
});

describe("what goes wrong within", () => {
  test("is told as an error without its text, and logged by its request's id alone", async () => {
    const broken = createApi({
      desk: {
        ...house.desk,
        store: {
          ...house.desk.store,
          db: {
            ...house.desk.store.db,
            query: () => Promise.reject(new Error("connection to 10.0.0.1 as admin:1357 failed")),
          },
        },
      },
      version: "0.0.0",
    });
    const headers = { authorization: `Bearer ${house.tenant.token}` };
    const response = await broken.fetch(new Request(`${origin}/workspaces/get`, { headers }));
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(JSON.parse(text)).toMatchObject({ error: { type: "internal_server_error" }, ok: false });
    expect(text).not.toContain("1357");
    const requestId = response.headers.get("seam-request-id");
    expect(house.logged.at(-1)).toEqual({ event: "request_failed", fields: { request_id: requestId } });
  });

  test("each request has an id of its own", async () => {
    const ids = await Promise.all(Array.from({ length: 5 }, () => house.tenant.ask("GET", "/workspaces/get")));
    expect(new Set(ids.map(({ headers }) => headers.get("seam-request-id"))).size).toBe(5);
  });
});

describe("what anybody may read", () => {
  test("the house says that it is well", async () => {
    const response = await house.fetch(new Request(`${origin}/health`));
    expect([response.status, await response.json()]).toEqual([200, { ok: true, version: "0.0.0" }]);
  });

  test("the contract's document holds what is served, whole, and this server's address", async () => {
    const response = await house.fetch(new Request(`${origin}/openapi.json`));
    const document = (await response.json()) as {
      servers: unknown;
      paths: Record<string, Record<string, { security: unknown }>>;
      components: { schemas: Record<string, { properties?: object }>; securitySchemes: object };
    };
    expect(document.servers).toEqual([{ url: origin }]);
    expect(Object.keys(document.paths).sort()).toEqual(routes.map(({ path }) => path).sort());
    const kinds = [...new Set<string>(routes.flatMap(({ auth }) => auth))].sort();
    expect(Object.keys(document.components.securitySchemes).sort()).toEqual(kinds);
    for (const { path, auth } of routes) {
      for (const { security } of Object.values(document.paths[path] ?? {})) {
        expect([path, security]).toEqual([path, auth.map((kind) => ({ [kind]: [] }))]);
      }
    }
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name,
    );
    expect(Object.keys(document.components.schemas).sort()).toEqual([...new Set(references)].sort());
    expect(document.components.schemas.access_code?.properties).toHaveProperty("pending_mutations");
  });

  test("another address is said where the house is asked at another address", async () => {
    const response = await house.fetch(new Request("https://other.example:8443/openapi.json"));
    expect(await response.json()).toMatchObject({ servers: [{ url: "https://other.example:8443" }] });
  });
});

describe("what providers deliver", () => {
  const deliver = (accountId: string, body: string, signature = "right") =>
    house.fetch(
      new Request(`${origin}/provider_deliveries/${accountId}`, {
        method: "POST",
        body,
        headers: { "x-signature": signature },
      }),
    );

  test("is handed on byte for byte, whatever its type", async () => {
    const body = '{ "spaced":  1.0, "ö": "\\u00f6" }\n';
    expect((await deliver(house.tenant.account.id, body)).status).toBe(204);
    expect(delivered.at(-1)).toEqual({ accountId: house.tenant.account.id, body, signature: "right" });
  });

  test("is turned away unsigned, and for accounts that nobody has", async () => {
    expect((await deliver(house.tenant.account.id, "{}", "wrong")).status).toBe(401);
    expect((await deliver("00000000-0000-4000-8000-000000000000", "{}")).status).toBe(404);
    expect((await deliver("..%2f", "{}")).status).toBe(404);
  });

  test("is not taken where it is longer than any event", async () => {
    const taken = delivered.length;
    expect((await deliver(house.tenant.account.id, "x".repeat(256 * 1024 + 1))).status).toBe(413);
    expect(delivered.length).toBe(taken);
    expect((await deliver(house.tenant.account.id, "x".repeat(256 * 1024))).status).toBe(204);
  });
});

test("every reason has a status of its class", () => {
  for (const [code, status] of Object.entries(statusOfProblem)) {
    expect([code, code.endsWith("not_found") ? 404 : status]).toEqual([code, status]);
  }
});
