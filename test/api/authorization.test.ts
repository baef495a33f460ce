import { openapi } from "@seamapi/types/connect";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ZodObject, type ZodRawShape, z } from "zod";
import { addedPaths } from "#api/openapi-additions.ts";
import { unwrap } from "#api/param-kinds.ts";
import type { CallerKind, Route } from "#api/route.ts";
import { routes } from "#api/routes/index.ts";
import { type ApiHouse, openApiHouse } from "#test/support/api-house.ts";
import { type Credentials, credentialsOf } from "#test/support/credentials.ts";
import { type Household, openHousehold } from "#test/support/household.ts";

const kinds: readonly CallerKind[] = [
  "api_key",
  "pat_with_workspace",
  "pat_without_workspace",
  "client_session",
  "publishable_key",
];
const turnedAway = ["bad", "revoked", "expired"] as const;

/** Who may call what is not in the contract. */
const ownPolicies: Readonly<Record<string, readonly CallerKind[]>> = {
  "/access_codes/explain": ["api_key", "pat_with_workspace", "client_session"],
  "/access_codes/import": ["api_key", "pat_with_workspace"],
  "/access_codes/retry": ["api_key", "pat_with_workspace"],
  "/access_codes/reveal": ["api_key", "pat_with_workspace"],
  "/access_codes/search": ["api_key", "pat_with_workspace"],
  "/access_codes/simulate/tamper": ["api_key", "pat_with_workspace"],
  "/access_codes/unmanaged/keep": ["api_key", "pat_with_workspace"],
  "/access_codes/unmanaged/list_found": ["api_key", "pat_with_workspace"],
  "/entries": ["api_key", "pat_with_workspace"],
  "/workspaces/get_health": ["api_key", "pat_with_workspace"],
  "/arrivals": ["api_key", "pat_with_workspace"],
  "/audit_entries": ["api_key", "pat_with_workspace"],
  "/access_codes/get_timeline": ["api_key", "pat_with_workspace", "client_session"],
  "/api_keys": ["api_key", "pat_with_workspace"],
  "/webhooks": ["api_key", "pat_with_workspace"],
  // Of the original's later versions, with the kinds that its reference names.
  "/connected_accounts/simulate": ["api_key", "pat_with_workspace"],
  "/devices/get_places": ["api_key", "pat_with_workspace"],
  "/devices/report_provider_metadata": ["api_key", "pat_with_workspace"],
  "/devices/simulate": ["api_key", "pat_with_workspace"],
  "/locks/configure_auto_lock": ["api_key", "pat_with_workspace"],
};

let house: ApiHouse;
/** Whose things a stranger asks for. Everything in it says "zebra"; what a narrow session must not see says "okapi". */
let home: Household;
let strangers: Household;
let credentials: Credentials;
let cells = 0;

beforeAll(async () => {
  house = await openApiHouse();
  home = await openHousehold(house, "zebra", "okapi");
  strangers = await openHousehold(house, "gnu", "yak");
  credentials = await credentialsOf(house, home, strangers);
}, 60_000);
afterAll(() => house.close());

describe("who may call a route", () => {
  test.for(routes.map((route) => [route.path, route] as const))("%s: those of the contract", ([path, route]) => {
    expect([...route.auth].sort()).toEqual([...(policyOf(path) ?? [])].sort());
    expect(route.auth.length).toBeGreaterThan(0);
  });
});

describe("every way to sign in at every route", () => {
  const all = routes.map((route) => [route.path, route] as const);

  test.for(all)("%s turns away whom it does not know or no longer knows", async ([, route]) => {
    for (const kind of kinds) {
      for (const condition of turnedAway) {
        for (const body of bodiesFor(route)) {
          const headers = credentials[kind][condition];
          if (headers === undefined) continue;
          const { status, text } = await ask(route, headers, body);
          cells += 1;
          expect([kind, condition, status]).toEqual([kind, condition, 401]);
          expect(text).not.toMatch(home.marks);
        }
      }
    }
  });

  test.for(all)("%s turns away kinds that it is not for", async ([, route]) => {
    for (const kind of kinds.filter((one) => !route.auth.includes(one))) {
      for (const body of bodiesFor(route)) {
        const { status, text } = await ask(route, credentials[kind].good, body);
        cells += 1;
        expect([kind, status]).toEqual([kind, 401]);
        expect(text).not.toMatch(home.marks);
      }
    }
  });

  test.for(all)("%s shows nothing of another workspace, and changes nothing in it", async ([, route]) => {
    const before = await home.everything();
    for (const kind of route.auth) {
      for (const body of bodiesFor(route)) {
        await expectAsUnknown(route, credentials[kind].foreign, body);
        const { trespassing } = credentials[kind];
        if (trespassing !== undefined) expect((await ask(route, trespassing, body)).status).toBe(401);
      }
    }
    expect(await home.everything()).toEqual(before);
  });

  test.for(all.filter(([, route]) => route.auth.includes("client_session")))(
    "%s shows a client session nothing of accounts that it was not given, and changes nothing there",
    async ([, route]) => {
      const before = await home.hidden();
      for (const body of bodiesFor(route)) await expectAsUnknown(route, credentials.client_session.narrow, body);
      expect(await home.hidden()).toEqual(before);
    },
  );

  // What empties a workspace comes last.
  const inOrder = [...all].sort(([one], [other]) => rank(one) - rank(other));
  test.for(inOrder)("%s lets in whom it is for", async ([, route]) => {
    for (const kind of route.auth) {
      const [body = {}] = bodiesFor(route);
      const { status } = await ask(route, credentials[kind].good, body);
      cells += 1;
      expect([kind, status === 401 || status === 403 || status >= 500]).toEqual([kind, false]);
    }
  });

  test("there are as many cells as routes, kinds and conditions make", () => {
    process.stdout.write(`authorization matrix: ${routes.length} routes, ${cells} cells, 0 leaks\n`);
    expect(cells).toBeGreaterThan(routes.length * kinds.length * 4);
  });
});

function rank(path: string): number {
  return path === "/workspaces/reset_sandbox" ? 2 : /\/(delete|revoke)$/.test(path) ? 1 : 0;
}

function policyOf(path: string): readonly CallerKind[] | undefined {
  const paths = openapi.paths as unknown as Readonly<Record<string, { post?: { security?: object[] } } | undefined>>;
  const contract = paths[path]?.post?.security;
  if (contract === undefined) {
    const [, own] = Object.entries(ownPolicies).find(([prefix]) => path.startsWith(prefix)) ?? [];
    return path in addedPaths || own !== undefined ? own : undefined;
  }
  // "access_token" is an older name of the contract's for a personal access token with a workspace.
  const named = contract.flatMap(Object.keys).map((name) => (name === "access_token" ? "pat_with_workspace" : name));
  return kinds.filter((kind) => named.includes(kind));
}

/** With the required fields, and then with each of the others besides. */
function bodiesFor(route: Route): readonly Readonly<Record<string, unknown>>[] {
  const { shape } = unwrap(route.params) as ZodObject<ZodRawShape>;
  const aims = home.aims;
  const names = Object.keys(shape);
  const required = names.filter((name) => !(shape[name] as z.ZodTypeAny).isOptional());
  const unaimed = required.filter((name) => !(name in aims));
  if (unaimed.length > 0) throw new Error(`${route.path}: say in household.ts what is sent as ${unaimed.join(", ")}`);
  const base = Object.fromEntries(required.map((name) => [name, aimed(shape, name)]));
  const others = names.filter((name) => !required.includes(name) && name in aims);
  return [base, ...others.map((name) => ({ ...base, [name]: aimed(shape, name) }))];
}

/** A field has one name and several types: an id's value is a list where the route takes a list. */
function aimed(shape: ZodRawShape, name: string): unknown {
  const value = home.aims[name];
  const type = unwrap(shape[name] as z.ZodTypeAny);
  return type instanceof z.ZodArray && !Array.isArray(value) ? [value] : value;
}

/** What is not to be seen answers as what is not there: nothing of it shows, and errors are the same to the letter. */
async function expectAsUnknown(
  route: Route,
  headers: Readonly<Record<string, string>> | undefined,
  body: Readonly<Record<string, unknown>>,
): Promise<void> {
  if (headers === undefined) throw new Error(`There is no such caller for ${route.path}`);
  const real = await ask(route, headers, body);
  cells += 1;
  if (real.status < 400) expect(real.text).not.toMatch(home.hiddenMarks(headers));
  const { fake, back } = home.disguised(body);
  const unknown = await ask(route, headers, fake);
  expect([route.path, body, real.status]).toEqual([route.path, body, unknown.status]);
  if (real.status >= 400) expect(real.text).toBe(back(unknown.text));
}

async function ask(
  route: Route,
  headers: Readonly<Record<string, string>>,
  body: Readonly<Record<string, unknown>>,
): Promise<{ status: number; text: string }> {
  const method = route.methods[0] === "GET" || route.methods[0] === "DELETE" ? "POST" : (route.methods[0] ?? "POST");
  const response = await house.fetch(
    new Request(`http://locks.example${route.path}`, {
      method,
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
  return { status: response.status, text: await response.text() };
}
