import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signInAtCloud } from "#sandbox/sign-in-at-cloud.ts";
import { type ApiHouse, openApiHouse, origin, type Tenant } from "#test/support/api-house.ts";
import { quietRuntime } from "#test/support/quiet-runtime.ts";
import { type TestCloud, testCloud } from "#virtual-locks/test-cloud.ts";

const password = "1234";
let cloud: TestCloud;
let house: ApiHouse;
let tenant: Tenant;
let isOut = false;
beforeAll(async () => {
  cloud = testCloud();
  const runtime = {
    ...quietRuntime(),
    fetch: async (request: Request) => (isOut ? Promise.reject(new Error("out")) : cloud.cloud.fetch(request)),
  };
  const at = { baseUrl: "http://locks.example", control: cloud.control, masterKey: new Uint8Array(32) };
  const providers = signInAtCloud(runtime, at);
  house = await openApiHouse({ providerSignIn: { providersFor: () => providers, hintFor: () => undefined } });
  tenant = house.tenant;
});
afterAll(() => house.close());

async function webview(fields: object = {}, of = tenant) {
  const { body } = await of.post("/connect_webviews/create", fields);
  if (body.connect_webview === undefined) throw new Error(JSON.stringify(body));
  return body.connect_webview;
}

const read = async (connect_webview_id: string, of = tenant) =>
  (await of.post("/connect_webviews/get", { connect_webview_id })).body.connect_webview;

async function submit(url: string, fields: Record<string, string>): Promise<{ response: Response; text: string }> {
  const body = new URLSearchParams({ provider: "august", email: "jane@example.com", password, ...fields });
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const response = await house.fetch(new Request(url, { method: "POST", body: body.toString(), headers }));
  return { response, text: await response.text() };
}

const eventsOf = async (connect_webview_id: string) =>
  (await tenant.post("/events/list", { since: "2020-01-01T00:00:00Z", limit: 1000 })).body.events
    ?.filter((event) => "connect_webview_id" in event && event.connect_webview_id === connect_webview_id)
    .map((event) => event.event_type)
    .sort();

describe("a connect webview", () => {
  test("waits for a sign-in, and its page is where the API is", async () => {
    const made = await webview({ accepted_providers: ["august", "schlage"] });
    expect(made).toMatchObject({ status: "pending", login_successful: false, connected_account_id: null });
    expect(made.url.startsWith(`${origin}/connect_webviews/view`)).toBe(true);
    const page = await house.fetch(new Request(made.url));
    const text = await page.text();
    expect([page.status, text.includes("August"), text.includes("Kwikset")]).toEqual([200, true, false]);
    expect(text).not.toMatch(/<script|https?:\/\//);
  });

  test("takes any provider of the sandbox where none is named", async () => {
    const made = await webview();
    expect(made.any_provider_allowed).toBe(true);
    expect(made.accepted_providers).toContain("nuki");
    expect((await webview({ provider_category: "thermostats" })).accepted_providers).toEqual([]);
  });

  test("of another workspace is not found", async () => {
    const connect_webview_id = (await webview({}, await house.newTenant("Elsewhere"))).connect_webview_id;
    for (const verb of ["get", "delete"]) {
      const { status, body } = await tenant.post(`/connect_webviews/${verb}`, { connect_webview_id });
      expect([status, body.error?.type]).toEqual([404, "connect_webview_not_found"]);
    }
  });

  test("is found by its metadata, and gone with its page once it is deleted", async () => {
    const made = await webview({ custom_metadata: { guest: "g-7" } });
    const find = async () =>
      (await tenant.post("/connect_webviews/list", { custom_metadata_has: { guest: "g-7" } })).body.connect_webviews;
    expect((await find())?.map((one) => one.connect_webview_id)).toEqual([made.connect_webview_id]);
    await tenant.post("/connect_webviews/delete", { connect_webview_id: made.connect_webview_id });
    expect(await find()).toEqual([]);
    expect((await house.fetch(new Request(made.url))).status).toBe(404);
  });

  test.for(["javascript:alert(1)", "data:text/html,x", "not an address"])("sends nobody to %s", async (address) => {
    const { body } = await tenant.post("/connect_webviews/create", { custom_redirect_url: address });
    expect(body.error?.type).toBe("invalid_input");
  });
});

describe("a sign-in through a webview", () => {
  test("connects an account, with the webview's metadata and what it says of new devices", async () => {
    const made = await webview({ custom_metadata: { owner: "o-1" }, automatically_manage_new_devices: false });
    const { response, text } = await submit(made.url, {});
    expect([response.status, text.includes("Connected")]).toEqual([200, true]);
    const after = await read(made.connect_webview_id);
    expect(after).toMatchObject({ status: "authorized", login_successful: true, selected_provider: "august" });
    const { body } = await tenant.post("/connected_accounts/get", {
      connected_account_id: after?.connected_account_id,
    });
    expect(body.connected_account).toMatchObject({
      account_type: "august",
      user_identifier: { email: "jane@example.com" },
      custom_metadata: { owner: "o-1" },
      automatically_manage_new_devices: false,
    });
    expect(await eventsOf(made.connect_webview_id)).toEqual([
      "connect_webview.login_succeeded",
      "connected_account.connected",
      "connected_account.created",
    ]);
  });

  test("with a wrong password connects nothing, and may be tried again", async () => {
    const made = await webview();
    const refused = await submit(made.url, { provider: "yale", password: "wrong & secret" });
    expect([refused.response.status, refused.text.includes("do not belong together")]).toEqual([401, true]);
    expect(refused.text).not.toContain("wrong &");
    expect((await read(made.connect_webview_id))?.status).toBe("failed");
    await submit(made.url, { provider: "yale" });
    expect((await read(made.connect_webview_id))?.status).toBe("authorized");
    expect((await eventsOf(made.connect_webview_id))?.[0]).toBe("connect_webview.login_failed");
  });

  test("connects one account, however often and however many at once the form is sent", async () => {
    const made = await webview();
    await Promise.all(Array.from({ length: 4 }, () => submit(made.url, { provider: "schlage" })));
    await submit(made.url, { provider: "kwikset" });
    const { body } = await tenant.post("/connected_accounts/list", { search: "jane@example.com" });
    const types = body.connected_accounts?.map((account) => account.account_type);
    expect(types?.filter((type) => type === "schlage")).toHaveLength(1);
    expect(types).not.toContain("kwikset");
  });

  test("of the same person again gives the account of before new credentials", async () => {
    const first = await webview();
    await submit(first.url, { provider: "ttlock" });
    const again = await webview({ custom_metadata: { renewed: true } });
    await submit(again.url, { provider: "ttlock" });
    const [one, other] = [await read(first.connect_webview_id), await read(again.connect_webview_id)];
    expect(one?.connected_account_id).toBe(other?.connected_account_id);
    expect(await eventsOf(again.connect_webview_id)).toEqual([
      "connect_webview.login_succeeded",
      "connected_account.connected",
    ]);
  });

  test("is not done before the account's devices are known, where the webview waits for them", async () => {
    const made = await webview({ wait_for_device_creation: true });
    await submit(made.url, { provider: "lockly" });
    expect(await read(made.connect_webview_id)).toMatchObject({ status: "pending", connected_account_id: null });
    expect(await eventsOf(made.connect_webview_id)).not.toContain("connect_webview.login_succeeded");
  });

  test("sends the browser on, and lets the page's form go there", async () => {
    const made = await webview({
      custom_redirect_url: "https://shop.example/done?step=2",
      custom_redirect_failure_url: "shopapp://failed",
    });
    const policy = (await house.fetch(new Request(made.url))).headers.get("content-security-policy");
    expect(policy).toContain("form-action 'self' https://shop.example shopapp:");
    const failed = await submit(made.url, { provider: "nuki", password: "wrong" });
    expect(failed.response.headers.get("location")).toMatch(/^shopapp:\/\/failed\?connect_webview_id=/);
    const { response } = await submit(made.url, { provider: "nuki" });
    const to = new URL(response.headers.get("location") ?? "");
    expect([response.status, to.origin, to.searchParams.get("step")]).toEqual([303, "https://shop.example", "2"]);
    expect(to.searchParams.get("connected_account_id")).toBe(
      (await read(made.connect_webview_id))?.connected_account_id,
    );
  });

  test("at a cloud that does not answer says so, and is no failure of the person's", async () => {
    const made = await webview();
    isOut = true;
    const { response } = await submit(made.url, { provider: "yale" });
    isOut = false;
    expect(response.status).toBe(503);
    expect((await read(made.connect_webview_id))?.status).toBe("pending");
  });

  test.for([{ provider: "kwikset" }, { email: "" }, { password: "" }])(
    "that is not whole, or for a brand that is not accepted, is refused: %j",
    async (fields) => {
      const made = await webview({ accepted_providers: ["august"] });
      expect((await submit(made.url, fields)).response.status).toBe(400);
      expect((await read(made.connect_webview_id))?.status).toBe("pending");
    },
  );

  test("shows what was typed as text and nothing else", async () => {
    const made = await webview();
    const { text } = await submit(made.url, { email: '"><img src=x>', password: "x" });
    expect(text).not.toContain("<img");
  });
});

test("a page that nobody made is not there", async () => {
  for (const query of ["", "?connect_webview_id=x", "?connect_webview_id=01234567-89ab-cdef-0123-456789abcdef"]) {
    expect((await house.fetch(new Request(`${origin}/connect_webviews/view${query}`))).status).toBe(404);
  }
});
