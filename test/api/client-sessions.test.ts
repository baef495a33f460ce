import { SeamHttp } from "@seamapi/http/connect";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ConnectedAccount } from "#domain/connected-account.ts";
import type { DeviceId } from "#domain/ids.ts";
import { type ApiHouse, openApiHouse, type Tenant } from "#test/support/api-house.ts";
import { askAs, bearer } from "#test/support/ask-as.ts";

let house: ApiHouse;
let tenant: Tenant;
let otherAccount: ConnectedAccount;
let door: DeviceId;
let otherDoor: DeviceId;

beforeAll(async () => {
  house = await openApiHouse();
  tenant = house.tenant;
  otherAccount = await tenant.newAccount("The neighbours' locks");
  door = await tenant.newLock({ name: "Front door" });
  otherDoor = await tenant.newLock({ name: "Back door" }, { account: otherAccount });
});
afterAll(() => house.close());

let drawn = 0;
async function newSession(more: object = {}) {
  drawn += 1;
  const { body } = await tenant.post("/client_sessions/create", {
    user_identifier_key: `guest-${drawn}`,
    connected_account_ids: [tenant.account.id],
    ...more,
  });
  if (body.client_session === undefined) throw new Error(JSON.stringify(body));
  return body.client_session;
}

describe("a session", () => {
  test("is made with a token of its kind, a year's life and what it was given", async () => {
    const session = await newSession();
    expect(session).toMatchObject({
      workspace_id: tenant.workspaceId,
      connected_account_ids: [tenant.account.id],
      device_count: 1,
      connect_webview_ids: [],
      user_identity_ids: [],
    });
    expect(session.token).toMatch(/^seam_cst1[0-9A-Za-z]{8}_[0-9A-Za-z]{24}$/);
    const days = (Date.parse(session.expires_at) - Date.parse(session.created_at)) / 86_400_000;
    expect(days).toBe(365);
  });

  test("is not made twice for one key by POST, and is the same one by PUT and get_or_create", async () => {
    const session = await newSession({ user_identifier_key: "twice" });
    const again = await tenant.post("/client_sessions/create", { user_identifier_key: "twice" });
    expect([again.status, again.body.error?.type]).toEqual([400, "client_session_token_already_exists"]);
    const put = await tenant.ask("PUT", "/client_sessions/create", {
      body: JSON.stringify({ user_identifier_key: "twice", connected_account_ids: [otherAccount.id] }),
      headers: { "content-type": "application/json" },
    });
    expect(put.body.client_session).toMatchObject({
      client_session_id: session.client_session_id,
      token: session.token,
      device_count: 2,
    });
    const got = await tenant.post("/client_sessions/get_or_create", { user_identifier_key: "twice" });
    expect(got.body.client_session?.client_session_id).toBe(session.client_session_id);
  });

  test("asked for by many at once for one key is one session", async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => tenant.post("/client_sessions/get_or_create", { user_identifier_key: "rush" })),
    );
    expect(new Set(answers.map(({ body }) => body.client_session?.token)).size).toBe(1);
  });

  test("is given accounts, webviews and people of its own workspace only", async () => {
    const stranger = await house.newTenant("Mill House");
    const unknown = house.desk.runtime.uuid();
    for (const id of [stranger.account.id, unknown]) {
      const { status, body } = await tenant.post("/client_sessions/create", { connected_account_ids: [id] });
      expect([status, body.error]).toEqual([
        404,
        {
          type: "connected_account_not_found",
          message: "There is no such connected account.",
          data: { connected_account_id: id },
        },
      ]);
    }
    const webview = await tenant.post("/client_sessions/create", { connect_webview_ids: [unknown] });
    expect(webview.body.error?.type).toBe("connect_webview_not_found");
    const person = await tenant.post("/client_sessions/create", { user_identity_id: unknown });
    expect(person.body.error?.type).toBe("user_identity_not_found");
  });

  test("knows itself, by whichever header its token comes", async () => {
    const session = await newSession();
    for (const headers of [
      bearer(session.token),
      { "seam-client-session-token": session.token },
      { ...bearer(session.token), "client-session-token": session.token },
    ]) {
      const { body } = await askAs(house, headers, "/client_sessions/get");
      expect(body.client_session).toEqual(session);
    }
    const another = await newSession();
    const { body } = await askAs(house, bearer(session.token), "/client_sessions/get", {
      client_session_id: another.client_session_id,
    });
    expect(body.error?.type).toBe("client_session_not_found");
  });

  test("is told from other credentials, and two credentials are none", async () => {
    const session = await newSession();
    const wrongKind = await askAs(house, { "client-session-token": tenant.token }, "/devices/list");
    expect([wrongKind.status, wrongKind.body.error?.type]).toEqual([400, "invalid_client_session_token"]);
    const both = { ...bearer(tenant.token), "client-session-token": session.token };
    expect((await askAs(house, both, "/devices/list")).status).toBe(401);
  });

  test("says that it was revoked or has expired, and only to whoever holds its token", async () => {
    const revoked = await newSession({ user_identifier_key: "leaver" });
    await tenant.post("/client_sessions/revoke", { client_session_id: revoked.client_session_id });
    const { status, body } = await askAs(house, bearer(revoked.token), "/devices/list");
    expect([status, body.error?.type]).toEqual([401, "client_session_revoked"]);
    const guess = `${revoked.token.slice(0, -1)}${revoked.token.endsWith("A") ? "B" : "A"}`;
    expect((await askAs(house, bearer(guess), "/devices/list")).body.error?.type).toBe("unauthorized");
    const next = await tenant.post("/client_sessions/get_or_create", { user_identifier_key: "leaver" });
    expect(next.body.client_session?.token).not.toBe(revoked.token);

    const expired = await newSession({ user_identifier_key: "gone home" });
    await house.desk.store.db.query(
      "update client_sessions set expires_at = created_at + interval '1 ms' where client_session_id = $1",
      [expired.client_session_id],
    );
    expect((await askAs(house, bearer(expired.token), "/devices/list")).body.error?.type).toBe(
      "client_session_expired",
    );
    const renewed = await tenant.post("/client_sessions/create", { user_identifier_key: "gone home" });
    expect(renewed.body.client_session?.client_session_id).not.toBe(expired.client_session_id);
  });

  test("is deleted with an event, and its token opens nothing", async () => {
    const session = await newSession();
    expect((await tenant.post("/client_sessions/delete", session)).status).toBe(200);
    expect((await askAs(house, bearer(session.token), "/devices/list")).status).toBe(401);
    expect((await tenant.post("/client_sessions/delete", session)).body.error?.type).toBe("client_session_not_found");
    const events = await tenant.post("/events/list", { event_type: "client_session.deleted" });
    expect(events.body.events?.at(-1)).toMatchObject({ client_session_id: session.client_session_id });
  });
});

describe("what a session sees", () => {
  test("are the doors of its accounts, their codes, attempts and events, and more once it is given more", async () => {
    const session = await newSession();
    const ask = (path: string, body: object = {}) => askAs(house, bearer(session.token), path, body);
    const listed = async () => (await ask("/devices/list")).body.devices?.map(({ device_id }) => device_id);
    expect(await listed()).toEqual([door]);
    expect((await ask("/devices/get", { device_id: otherDoor })).body.error?.type).toBe("device_not_found");

    const made = await ask("/access_codes/create", { device_id: door, name: "Guest", code: "4826" });
    expect(made.body.access_code).toMatchObject({ name: "Guest", code: "4826" });
    const refused = await ask("/access_codes/create", { device_id: otherDoor, name: "Guest", code: "4826" });
    expect([refused.status, refused.body.error?.type]).toEqual([404, "device_not_found"]);
    const turn = await tenant.post("/locks/unlock_door", { device_id: otherDoor });
    const hidden = await ask("/action_attempts/get", turn.body.action_attempt);
    expect(hidden.body.error?.type).toBe("action_attempt_not_found");
    const told = await ask("/events/list", { since: "2020-01-01T00:00:00Z" });
    expect(new Set(told.body.events?.map((event) => (event as { device_id?: string }).device_id))).toEqual(
      new Set([door]),
    );

    await tenant.post("/client_sessions/grant_access", {
      client_session_id: session.client_session_id,
      connected_account_ids: [otherAccount.id],
    });
    expect(new Set(await listed())).toEqual(new Set([door, otherDoor]));
  });

  test("is not the PIN of somebody else's code, though it guesses the key that codes share", async () => {
    const theirs = await tenant.post("/access_codes/create", { device_id: otherDoor, common_code_key: "family" });
    const session = await newSession();
    const { body } = await askAs(house, bearer(session.token), "/access_codes/create", {
      device_id: door,
      common_code_key: "family",
    });
    expect(body.access_code?.code).toBeDefined();
    expect(body.access_code?.code).not.toBe(theirs.body.access_code?.code);
  });

  test("is what a key's holder sees, where a caller who sees more asks in its name", async () => {
    await newSession({ user_identifier_key: "one of two" });
    const seen = await tenant.post("/devices/list", { user_identifier_key: "one of two" });
    expect(seen.body.devices?.map(({ device_id }) => device_id)).toEqual([door]);
    const nobody = await tenant.post("/devices/list", { user_identifier_key: "nobody" });
    expect(nobody.body.devices).toEqual([]);
    const codes = await tenant.post("/access_codes/list", { user_identifier_key: "one of two", device_id: otherDoor });
    expect(codes.body.access_codes).toEqual([]);
  });

  test("is its own person, and no other", async () => {
    const ann = await tenant.post("/user_identities/create", { full_name: "Ann", email_address: "ann@example.com" });
    const again = await tenant.post("/user_identities/create", { email_address: "Ann@example.com" });
    expect([again.status, again.body.error?.type]).toEqual([409, "user_identity_already_exists"]);
    await tenant.post("/user_identities/create", { full_name: "Bob" });
    const id = ann.body.user_identity?.user_identity_id;
    const session = await newSession({ user_identity_id: id });
    const own = await askAs(house, bearer(session.token), "/user_identities/list");
    expect(own.body.user_identities?.map(({ full_name }) => full_name)).toEqual(["Ann"]);
    expect(
      (await askAs(house, bearer((await newSession()).token), "/user_identities/list")).body.user_identities,
    ).toEqual([]);
    await tenant.post("/user_identities/update", { user_identity_id: id, full_name: "Anna", email_address: null });
    const got = await tenant.post("/user_identities/get", { user_identity_id: id });
    expect(got.body.user_identity).toMatchObject({ full_name: "Anna", email_address: null, display_name: "Anna" });
    await tenant.post("/user_identities/delete", { user_identity_id: id });
    expect((await tenant.post("/user_identities/get", { user_identity_id: id })).status).toBe(404);
  });
});

describe("a publishable key", () => {
  const opened = async () => {
    await tenant.post("/workspaces/update", { is_publishable_key_auth_enabled: true });
    const { body } = await tenant.post("/workspaces/get");
    return (body.workspace as { publishable_key?: string } | undefined)?.publishable_key ?? "";
  };
  const open = (key: string, body: object) =>
    askAs(house, { "seam-publishable-key": key }, "/client_sessions/get_or_create", body);

  test("opens an empty session for the user that it names, and nothing else", async () => {
    const key = await opened();
    expect(key).toMatch(/^seam_pk1/);
    const { body } = await open(key, { user_identifier_key: "page guest" });
    expect(body.client_session).toMatchObject({ user_identifier_key: "page guest", connected_account_ids: [] });
    expect((await open(key, {})).body.error?.type).toBe("publishable_key_requires_user_identifier_key");
    const greedy = await open(key, { user_identifier_key: "x", connected_account_ids: [tenant.account.id] });
    expect([greedy.status, greedy.body.error?.type]).toEqual([
      403,
      "publishable_keys_must_create_empty_client_sessions",
    ]);
    expect((await askAs(house, { "seam-publishable-key": key }, "/devices/list")).status).toBe(401);
    expect((await askAs(house, bearer(key), "/client_sessions/get_or_create", {})).status).toBe(401);
  });

  test("opens nothing before its workspace allows it, or once it allows it no more", async () => {
    const key = await opened();
    await tenant.post("/workspaces/update", { is_publishable_key_auth_enabled: false });
    const { status, body } = await open(key, { user_identifier_key: "page guest" });
    expect([status, body.error?.type]).toEqual([401, "invalid_publishable_key"]);
    expect((await tenant.post("/workspaces/get")).body.workspace).not.toHaveProperty("publishable_key");
  });
});

test("the official client signs in with a session's token", async () => {
  const session = await newSession();
  const seam = SeamHttp.fromClientSessionToken(session.token, {
    endpoint: "http://locks.example",
    axiosOptions: { adapter: "fetch", env: { fetch: (input, init) => house.fetch(new Request(input, init)) } },
  });
  expect((await seam.devices.list()).map(({ device_id }) => device_id)).toEqual([door]);
});
