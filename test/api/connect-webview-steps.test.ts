import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ConnectableProvider, FoundLock } from "#app/desk.ts";
import type { FormField } from "#domain/form-field.ts";
import type { NativeId } from "#domain/ids.ts";
import { loadConfig } from "#store/connected-accounts.ts";
import { type ApiHouse, openApiHouse, origin, type Tenant } from "#test/support/api-house.ts";

const field = (name: string, kind: FormField["kind"]): FormField => ({
  name,
  label: name,
  kind,
  required: true,
  help: `The ${name}.`,
});
const lock = (id: string): FoundLock => ({ nativeId: id as NativeId, name: `Door ${id}`, modelName: "Bolt" });
const owner = "owner@maker.example";

/** Wants a code that it has sent, lets nobody choose among fewer than two locks, and renews what it is handed. */
const twoFactors: ConnectableProvider = {
  driver: "lock_cloud",
  asks: [field("email", "text"), field("password", "secret")],
  step: async ({ answers, kept }) => {
    if (kept === undefined) {
      if (answers.password !== "right") return { kind: "refused", sentence: "The maker knows nobody of that name." };
      const sentence = "The maker has sent a code.";
      return { kind: "asks", fields: [field("code", "text")], sentence, kept: { session: "s-1" } };
    }
    const isRight = answers.code === "123456" && (kept as { session?: string }).session === "s-1";
    if (!isRight) return { kind: "asks", fields: [field("code", "text")], sentence: "Not that code.", kept };
    return { kind: "signed_in", email: owner, config: { token: "first" } };
  },
  locksOf: async () => ({ locks: [lock("a"), lock("b"), lock("c")], config: { token: "renewed" } }),
};

/** Has a page of its own. */
const ownPage: ConnectableProvider = {
  driver: "lock_cloud",
  asks: [],
  step: async ({ answers, kept, returnUrl, state }) => {
    if (kept === undefined) {
      const to = `https://maker.example/authorize?state=${encodeURIComponent(state)}&redirect=${encodeURIComponent(returnUrl)}`;
      return { kind: "goes", to, kept: { verifier: "v" } };
    }
    if (answers.code === undefined) return { kind: "refused", sentence: "The maker says that you did not agree." };
    return { kind: "signed_in", email: undefined, displayName: "At the maker's", config: { code: answers.code } };
  },
};

let house: ApiHouse;
let tenant: Tenant;
let skippedMs = 0;
beforeAll(async () => {
  const providers = new Map(Object.entries({ august: twoFactors, smartthings: ownPage }));
  house = await openApiHouse({
    runtime: { now: () => Date.UTC(2026, 6, 1) + skippedMs },
    providerSignIn: { providersFor: () => providers, hintFor: () => undefined, publicUrl: "https://doors.example" },
  });
  tenant = house.tenant;
});
afterAll(() => house.close());

async function webview(fields: object = {}) {
  const { body } = await tenant.post("/connect_webviews/create", fields);
  if (body.connect_webview === undefined) throw new Error(JSON.stringify(body));
  return body.connect_webview;
}

const read = async (connect_webview_id: string) =>
  (await tenant.post("/connect_webviews/get", { connect_webview_id })).body.connect_webview;

type Filled = readonly [name: string, value: string];

async function submit(url: string, fields: readonly Filled[]) {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const body = new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString();
  const response = await house.fetch(new Request(url, { method: "POST", body, headers }));
  return { status: response.status, text: await response.text() };
}

async function show(url: string) {
  const response = await house.fetch(new Request(url));
  return { status: response.status, text: await response.text() };
}

const august: Filled = ["provider", "august"];
const asOwner: readonly Filled[] = [august, ["email", owner], ["password", "right"]];
const codeOf = (code: string): readonly Filled[] => [august, ["code", code]];
const choice = (...locks: readonly string[]): readonly Filled[] => [
  ["choose", "locks"],
  ...locks.map((id): Filled => ["lock", id]),
];

async function accountOf(webviewId: string) {
  const id = (await read(webviewId))?.connected_account_id;
  const text = "select workspace_id, chosen_locks from connected_accounts where connected_account_id = $1";
  const { store } = house.desk;
  const [row] = await store.db.query<{ workspace_id: string; chosen_locks: string[] | null }>(text, [id]);
  const keys = await store.keysOf((row?.workspace_id ?? "") as never);
  return { chosen: row?.chosen_locks, config: await loadConfig(store.db, keys, id as never) };
}

describe("a provider that sends a code", () => {
  test("is asked with it, keeps what the step before said, and brings in the locks that are chosen", async () => {
    const made = await webview({ accepted_providers: ["august"] });
    expect((await show(made.url)).text).toContain("Connect August");
    const second = await submit(made.url, asOwner);
    expect(second.text).toContain("The maker has sent a code.");
    // The step is the webview's: also in another tab.
    expect((await show(made.url)).text).toContain("The maker has sent a code.");
    expect((await submit(made.url, codeOf("999999"))).text).toContain("Not that code.");
    const third = await submit(made.url, codeOf("123456"));
    expect(third.text).toContain("Door b (Bolt)");
    expect((await read(made.connect_webview_id))?.status).toBe("pending");
    expect((await submit(made.url, choice("elsewhere"))).status).toBe(400);
    expect((await submit(made.url, choice("a", "c"))).text).toContain("Connected");
    expect(await accountOf(made.connect_webview_id)).toEqual({ chosen: ["a", "c"], config: { token: "renewed" } });
  });

  test("gives later locks too to whoever takes all, and forgets an earlier choice of the same person", async () => {
    const made = await webview({ accepted_providers: ["august"] });
    await submit(made.url, asOwner);
    await submit(made.url, codeOf("123456"));
    await submit(made.url, choice("a", "b", "c"));
    expect((await accountOf(made.connect_webview_id)).chosen).toBeNull();
    const { body } = await tenant.post("/connected_accounts/list", { search: owner });
    expect(body.connected_accounts).toHaveLength(1);
  });

  test("that knows nobody of that name ends the sign-in, in the provider's own words", async () => {
    const made = await webview({ accepted_providers: ["august"] });
    const { status, text } = await submit(made.url, [august, ["email", owner], ["password", "wrong"]]);
    expect([status, text.includes("The maker knows nobody of that name.")]).toEqual([401, true]);
    expect((await read(made.connect_webview_id))?.status).toBe("failed");
  });

  test("begins anew where somebody wants to, and where half an hour has passed", async () => {
    const made = await webview({ accepted_providers: ["august"] });
    await submit(made.url, asOwner);
    expect((await submit(made.url, [["again", "yes"]])).status).toBe(303);
    expect((await show(made.url)).text).toContain('name="password"');
    await submit(made.url, asOwner);
    skippedMs += 31 * 60_000;
    expect((await show(made.url)).text).toContain('name="password"');
  });

  test("keeps nothing of a sign-in that anybody could read in the database", async () => {
    const made = await webview({ accepted_providers: ["august"] });
    await submit(made.url, asOwner);
    const [row] = await house.desk.store.db.query<{ sealed: Buffer }>(
      "select sealed_sign_in as sealed from connect_webviews where connect_webview_id = $1",
      [made.connect_webview_id],
    );
    expect(row?.sealed.length).toBeGreaterThan(0);
    expect(row?.sealed.includes("s-1")).toBe(false);
    expect(JSON.stringify(house.logged)).not.toContain("right");
  });
});

describe("a provider with a page of its own", () => {
  const go = async () => {
    const made = await webview();
    const { text } = await submit(made.url, [["provider", "smartthings"]]);
    const to = new URL(/href="(https:\/\/maker\.example[^"]*)"/.exec(text)?.[1]?.replaceAll("&amp;", "&") ?? "");
    return { made, state: to.searchParams.get("state") ?? "", redirect: to.searchParams.get("redirect") };
  };
  const back = (query: Record<string, string>) =>
    show(`${origin}/connect_webviews/return?${new URLSearchParams(query)}`);

  test("is gone to by a link, and connects what comes back from it", async () => {
    const { made, state, redirect } = await go();
    expect(redirect).toBe("https://doors.example/connect_webviews/return");
    expect((await back({ state, code: "c-1" })).text).toContain("Connected");
    expect(await accountOf(made.connect_webview_id)).toEqual({ chosen: null, config: { code: "c-1" } });
    expect((await read(made.connect_webview_id))?.selected_provider).toBe("smartthings");
  });

  test("connects nothing for another state, or twice", async () => {
    const { made, state } = await go();
    const [id] = state.split(".");
    expect((await back({ state: `${id}.guessed`, code: "c" })).status).toBe(401);
    expect((await back({ state: "guessed", code: "c" })).status).toBe(404);
    expect((await read(made.connect_webview_id))?.connected_account_id).toBeNull();
    await back({ state, code: "c-1" });
    await back({ state, code: "c-2" });
    expect((await accountOf(made.connect_webview_id)).config).toEqual({ code: "c-1" });
  });

  test("that says no is no sign-in", async () => {
    const { made, state } = await go();
    const refused = await back({ state, error: "access_denied" });
    expect([refused.status, refused.text.includes("you did not agree")]).toEqual([401, true]);
    expect((await read(made.connect_webview_id))?.status).toBe("failed");
  });
});
