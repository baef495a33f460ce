import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { WireAuditEntry, WireRevealedCode, WireTimelineEvent } from "#api/contract/wire.ts";
import { consoleSessionMs, offerConsole } from "#app/console-sessions.ts";
import { createPersonalAccessToken } from "#app/personal-access-tokens.ts";
import { invariant } from "#domain/invariant.ts";
import { type ApiHouse, openApiHouse, origin, type Tenant } from "#test/support/api-house.ts";
import { type ConsoleBrowser, openConsole } from "#test/support/console-browser.ts";

const pin = "72941";
const page = new TextEncoder().encode('<script nonce="__CSP_NONCE__" src="./assets/a-1.js"></script>');
const script = new TextEncoder().encode("export {};");

let now = Date.UTC(2026, 11, 1, 12);
let house: ApiHouse;
let tenant: Tenant;
beforeAll(async () => {
  house = await openApiHouse({
    runtime: {
      now: () => now,
      sleep: async (ms) => {
        now += ms;
      },
    },
    console: new Map([
      ["index.html", { type: "text/html; charset=utf-8", body: page, gzipped: undefined }],
      ["assets/a-1.js", { type: "text/javascript; charset=utf-8", body: script, gzipped: undefined }],
    ]),
  });
  tenant = house.tenant;
});
afterAll(() => house.close());

async function signedIn(shown: Parameters<typeof openConsole>[1] = { token: tenant.token }): Promise<ConsoleBrowser> {
  const opened = await openConsole(house, shown);
  invariant("cookie" in opened, "the credential is good");
  return opened;
}

async function newCode(): Promise<{ readonly device_id: string; readonly access_code_id: string }> {
  const device_id = await tenant.newLock();
  const { body } = await tenant.post("/access_codes/create", { device_id, code: pin, name: "Grace" });
  return { device_id, access_code_id: body.access_code?.access_code_id ?? "" };
}

describe("a browser at the console", () => {
  test("signs in with an API key, and its cookie is kept from scripts and other sites", async () => {
    const headers = { "content-type": "application/json", "pintumbler-console": "1" };
    const body = JSON.stringify({ token: tenant.token });
    const answer = await house.fetch(new Request(`${origin}/console/session`, { method: "POST", headers, body }));
    expect(answer.headers.get("set-cookie")).toMatch(/HttpOnly; SameSite=Strict/);
    const browser = await signedIn();
    expect((await browser.post("/workspaces/get")).body.workspace?.workspace_id).toBe(tenant.workspaceId);
  });

  test("is nobody without the header that no other origin's page can send", async () => {
    const browser = await signedIn();
    expect((await browser.postAsStranger("/workspaces/get")).status).toBe(401);
    const preflight = await house.fetch(new Request(`${origin}/workspaces/get`, { method: "OPTIONS" }));
    expect(preflight.headers.get("access-control-allow-headers")).not.toContain("pintumbler-console");
  });

  test("is told why where the credential is not good, and given no cookie", async () => {
    const refused = await openConsole(house, { token: "seam_testnobody_1234567890abcdef12345678" });
    invariant(refused instanceof Response, "nobody has this key");
    expect(refused.status).toBe(401);
    expect(refused.headers.get("set-cookie")).toBeNull();
  });

  test("with a person's access token works in each workspace that the token opens", async () => {
    const { token } = await createPersonalAccessToken(house.desk, { name: "Ann", workspaces: [tenant.workspaceId] });
    const other = await house.newTenant("Elsewhere");
    const browser = await signedIn({ token });
    expect((await browser.post("/workspaces/list")).body.workspaces).toHaveLength(1);
    const own = { "seam-workspace": tenant.workspaceId };
    expect((await browser.post("/devices/list", {}, own)).status).toBe(200);
    expect((await browser.post("/devices/list", {}, { "seam-workspace": other.workspaceId })).status).toBe(401);
  });

  test("is signed out by signing out, by revoking its key, and by time", async () => {
    const key = (await tenant.post("/api_keys/create", { name: "Desk" })).body.api_key;
    const byKey = await signedIn({ token: key?.token ?? "" });
    await tenant.post("/api_keys/revoke", { api_key_id: key?.api_key_id });
    expect((await byKey.post("/workspaces/get")).status).toBe(401);

    const leaving = await signedIn();
    const headers = { cookie: leaving.cookie, "pintumbler-console": "1" };
    await house.fetch(new Request(`${origin}/console/session`, { method: "DELETE", headers }));
    expect((await leaving.post("/workspaces/get")).status).toBe(401);

    const staying = await signedIn();
    now += consoleSessionMs - 1;
    expect((await staying.post("/workspaces/get")).status).toBe(200);
    now += 1;
    expect((await staying.post("/workspaces/get")).status).toBe(401);
  });
});

describe("a link that the server gives out", () => {
  test("signs in whoever opens it first, in every workspace, and nobody after", async () => {
    const link = await offerConsole(house.desk);
    const browser = await signedIn({ link });
    const listed = (await browser.post("/workspaces/list")).body.workspaces ?? [];
    expect(listed.map(({ workspace_id }) => workspace_id)).toContain(tenant.workspaceId);
    expect(await openConsole(house, { link })).toBeInstanceOf(Response);
  });

  test("is no session by itself, and good for an hour", async () => {
    const link = await offerConsole(house.desk);
    const headers = { cookie: `pintumbler_console=${link}`, "pintumbler-console": "1" };
    const asked = await house.fetch(new Request(`${origin}/workspaces/list`, { method: "POST", headers }));
    expect(asked.status).toBe(401);
    now += 60 * 60_000;
    expect(await openConsole(house, { link })).toBeInstanceOf(Response);
  });
});

describe("PINs at the console", () => {
  test("are in no answer, whatever is asked", async () => {
    const { device_id, access_code_id } = await newCode();
    await tenant.foundOnLock(device_id as never, { name: "Stranger", digits: "8642" });
    const browser = await signedIn();
    const asked = [
      ["/access_codes/get", { access_code_id }],
      ["/access_codes/list", { device_id }],
      ["/access_codes/unmanaged/list", { device_id }],
      ["/access_codes/get_timeline", { access_code_id }],
      ["/access_codes/explain", { access_code_id }],
      ["/access_codes/update", { access_code_id, name: "Grace Hopper" }],
      ["/access_codes/create", { device_id, code: "90817" }],
      ["/events/list", { since: "2020-01-01T00:00:00Z" }],
      ["/arrivals/list", {}],
      ["/devices/get_places", { device_id }],
    ] as const;
    for (const [path, body] of asked) {
      const answer = await browser.post(path, body);
      expect(`${path} ${answer.status}`).toBe(`${path} 200`);
      expect(JSON.stringify(answer.body)).not.toMatch(/72941|8642|90817/);
    }
    expect((await browser.post("/access_codes/get", { access_code_id })).body.access_code?.code).toBe("••••");
  });

  test("are shown to whoever asks for one, and that they did is written down", async () => {
    const { device_id, access_code_id } = await newCode();
    const browser = await signedIn();
    now += 1_000;
    const shown = await browser.post("/access_codes/reveal", { access_code_id, reason: "The guest is on the phone" });
    expect((shown.body as { revealed_code?: WireRevealedCode }).revealed_code).toEqual({ access_code_id, pin });
    const listed = (await browser.post("/audit_entries/list", { access_code_id })).body as unknown as {
      readonly audit_entries: readonly WireAuditEntry[];
    };
    expect(listed.audit_entries).toEqual([
      expect.objectContaining({
        action: "access_code.revealed",
        access_code_id,
        device_id,
        reason: "The guest is on the phone",
        actor: expect.objectContaining({ type: "api_key", display_name: "test" }),
      }),
    ]);
    const told = (await browser.post("/access_codes/get_timeline", { access_code_id })).body as unknown as {
      readonly timeline_events: readonly WireTimelineEvent[];
    };
    expect(told.timeline_events[0]).toMatchObject({ event_type: "internal.access_code.revealed" });
    expect(told.timeline_events[0]?.description).toContain("The guest is on the phone");
  });

  test("are another workspace's own", async () => {
    const { access_code_id } = await newCode();
    const other = await house.newTenant("Next door");
    expect((await other.post("/access_codes/reveal", { access_code_id })).status).toBe(404);
  });
});

describe("the console's page", () => {
  test("runs nothing but files of ours, each answer by its own nonce", async () => {
    const ask = (path: string) => house.fetch(new Request(`${origin}${path}`));
    const [one, two] = await Promise.all([ask("/console/doors/some-door"), ask("/console/")]);
    const policy = one.headers.get("content-security-policy") ?? "";
    const [, nonce] = /script-src 'self' 'nonce-([^']+)'/.exec(policy) ?? [];
    expect(await one.text()).toContain(`nonce="${nonce}"`);
    expect(policy).not.toContain("unsafe");
    expect(two.headers.get("content-security-policy")).not.toBe(policy);
    const file = await ask("/console/assets/a-1.js");
    expect(await file.text()).toBe("export {};");
    expect(file.headers.get("cache-control")).toContain("immutable");
  });

  test("is told that something happened, of what kind and where, and nothing more", async () => {
    const browser = await signedIn();
    const ending = new AbortController();
    const headers = { cookie: browser.cookie, "pintumbler-console": "1" };
    const request = new Request(`${origin}/console/live`, { headers, signal: ending.signal });
    const reader = (await house.fetch(request)).body?.pipeThrough(new TextDecoderStream()).getReader();
    invariant(reader !== undefined, "the line is open");
    expect((await reader.read()).value).toBe(": watching\n\n");
    const { access_code_id } = await newCode();
    let told = "";
    while (!told.includes("access_code.created")) told = (await reader.read()).value ?? "";
    expect(told).toContain(access_code_id);
    expect(told).not.toContain(pin);
    await reader.cancel();
  });
});
