import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { testRuntime } from "#runtime/test-runtime.ts";
import { controlClient } from "#virtual-locks/control-client.ts";
import { memoryJournal } from "#virtual-locks/journal.ts";
import { createVirtualLockCloud } from "#virtual-locks/virtual-lock-cloud.ts";
import { saltoKs, saltoKsWith } from "./cloud.ts";

const origin = "https://salto.test";
const redirect_uri = "https://app.test/back";
const client = { client_id: "app", client_secret: "hush", redirect_uris: [redirect_uri] };
const basic = `Basic ${Buffer.from("app:hush").toString("base64")}`;
const verifier = "a secret of the application";
const challenge = createHash("sha256").update(verifier).digest("base64url");
const always = {
  ...Object.fromEntries(
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"].map((day) => [day, true]),
  ),
  start_time: "00:00",
  end_time: "23:59",
};
type Json = Readonly<Record<string, never>>;

/** A site with a lock, and an application that sends plain requests. */
async function site({ arrivalMs = 0 } = {}) {
  const runtime = testRuntime();
  const maker = saltoKsWith({ arrivalMs });
  const journal = memoryJournal();
  const cloud = createVirtualLockCloud({ runtime, journal, controlToken: "control", clients: [client], maker });
  const control = controlClient({ baseUrl: origin, token: "control", fetch: cloud.fetch });
  const { email, password } = saltoKs.demo;
  await control.createAccount({ ...saltoKs.demo, account_id: "owner", locks: [] });
  await control.addLock("owner", { profile: "salto_ks", name: "Door", lock_id: "door", timezone: "Europe/Berlin" });
  const send = (method: string, url: string, init: RequestInit = {}) =>
    cloud.fetch(new Request(`${origin}${url}`, { method, ...init }));
  const token = async (form: Record<string, string>, authorization = basic) => {
    const response = await send("POST", "/connect/token", {
      body: new URLSearchParams(form),
      headers: { authorization },
    });
    return { status: response.status, body: (await response.json()) as Json };
  };
  const grant = async () => {
    const asked = { client_id: "app", redirect_uri, state: "s", response_type: "code" };
    const proof = { code_challenge: challenge, code_challenge_method: "S256" };
    const back = await send("POST", "/connect/authorize", {
      body: new URLSearchParams({ ...asked, ...proof, email, password }),
      redirect: "manual",
    });
    return new URL(back.headers.get("location") ?? "").searchParams.get("code") ?? "";
  };
  const redeemed = { grant_type: "authorization_code", redirect_uri };
  const { body: issued } = await token({ ...redeemed, code: await grant(), code_verifier: verifier });
  const call = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${issued.access_token}` };
    const response = await send(method, path, { headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
    const text = await response.text();
    return { status: response.status, body: (text === "" ? undefined : JSON.parse(text)) as Json };
  };
  const at = (method: string, path: string, body?: object) => call(method, `/v1.2/sites/owner/${path}`, body);
  const group = async () => {
    const { body } = await at("POST", "access_groups", { customer_reference: "Guests" });
    await at("POST", `access_groups/${body.id}/locks`, { lock_id: "door" });
    return `access_groups/${body.id}`;
  };
  const guest = async (alias = "Guest") => {
    const { body } = await at("POST", "guests", { alias });
    const { id, user } = body as unknown as { readonly id: string; readonly user: { readonly id: string } };
    return { place: id, userId: user.id, body };
  };
  const settle = () => runtime.advance(10_000);
  return { at, call, control, grant, group, guest, redeemed, runtime, send, settle, token };
}

describe("signing in", () => {
  test("takes a code once, from whoever asked for it, and with the application's secret in the header alone", async () => {
    const { grant, redeemed, token } = await site();
    const code = await grant();
    expect((await token({ ...redeemed, code, code_verifier: "another" })).body).toEqual({ error: "invalid_grant" });
    expect((await token({ ...redeemed, code, code_verifier: verifier }, "Basic bm9ib2R5")).status).toBe(401);
    const { status, body } = await token({ ...redeemed, code, code_verifier: verifier });
    expect([status, body.token_type, body.expires_in]).toEqual([200, "Bearer", 3_600]);
    expect((await token({ ...redeemed, code, code_verifier: verifier })).status).toBe(400);
    const refresh = { grant_type: "refresh_token", refresh_token: `${body.refresh_token}` };
    expect((await token(refresh)).status).toBe(200);
    expect((await token(refresh)).body).toEqual({ error: "invalid_grant" });
  });

  test("nobody is let in without a token, nor shown a page without a challenge", async () => {
    const { send } = await site();
    expect((await send("GET", "/v1.2/sites")).status).toBe(401);
    const query = new URLSearchParams({ client_id: "app", redirect_uri, state: "s", response_type: "code" });
    const sentBack = await send("GET", `/connect/authorize?${query}`);
    expect(sentBack.headers.get("location")).toBe(`${redirect_uri}?error=invalid_request&state=s`);
  });
});

describe("a site", () => {
  test("is listed bare and told in whole by its id alone", async () => {
    const { at, call, control } = await site();
    await control.setSite("owner", { name: "Harbour", user_limit: 10 });
    const { body } = await call("GET", "/v1.2/sites");
    expect(body).toEqual([{ id: "owner", site_uid: expect.any(String), customer_reference: "Harbour" }]);
    expect((await call("GET", "/v1.2/sites/owner")).body).toMatchObject({
      active_user_amount: 0,
      subscribed_user_amount: 10,
      pin_enabled: true,
      time_zone: "Europe/Berlin",
    });
    expect(await call("GET", "/v1.2/sites/NLowner")).toMatchObject({ status: 400, body: { ErrorCode: "1100" } });
    expect((await at("GET", "locks")).body).toMatchObject({
      items: [{ id: "door", lock_type: "escutcheon_pin", locked_state: "locked", online: true }],
      next_page_link: null,
    });
    expect(await at("GET", "locks/nowhere")).toMatchObject({ status: 404, body: { ErrorCode: "2202" } });
  });

  test("lists its users by pages", async () => {
    const { at, guest, call } = await site();
    for (const alias of ["One", "Two", "Three"]) await guest(alias);
    const { body } = await at("GET", "users?$top=2");
    const { items, next_page_link } = body as unknown as { items: object[]; next_page_link: string };
    expect(items).toHaveLength(2);
    const { pathname, search } = new URL(next_page_link);
    expect((await call("GET", `${pathname}${search}`)).body).toMatchObject({
      items: [{ alias: "Three" }],
      next_page_link: null,
    });
  });
});

describe("a guest", () => {
  test("opens a door with the PIN that Salto chose, once its group has a schedule", async () => {
    const { at, call, control, group, guest, settle } = await site();
    const [where, who] = [await group(), await guest()];
    expect(who.body).toMatchObject({ use_pin: false, subscription_state: "subscribed" });
    await at("PATCH", `users/${who.place}`, { use_pin: true });
    await at("POST", `${where}/users`, { user_id: who.userId });
    const { status, body: digits } = await at("PUT", `users/${who.place}/pin`, {});
    expect([status, digits]).toEqual([200, expect.stringMatching(/^\d{6}$/)]);
    await settle();
    expect(await control.wouldOpen("door", `${digits}`)).toBe(false);
    const schedule = await call("POST", `/v1.1/sites/owner/${where}/time_schedules`, always);
    expect(schedule.body).toMatchObject({ end_time: "23:59:59", start_date: null });
    await settle();
    expect(await control.wouldOpen("door", `${digits}`)).toBe(true);
    const { body: next } = await at("PUT", `users/${who.place}/pin`, {});
    await settle();
    expect([await control.wouldOpen("door", `${digits}`), await control.wouldOpen("door", `${next}`)]).toEqual([
      false,
      true,
    ]);
    expect((await at("DELETE", `users/${who.place}`)).status).toBe(202);
    await settle();
    expect(await control.wouldOpen("door", `${next}`)).toBe(false);
    expect(await at("DELETE", `users/${who.place}`)).toMatchObject({ status: 404, body: { ErrorCode: "2202" } });
  });

  test("is in a group by its second id only", async () => {
    const { at, group, guest } = await site();
    const [where, who] = [await group(), await guest()];
    expect((await at("POST", `${where}/users`, { user_id: who.place })).body).toEqual({
      ErrorCode: "2202",
      Message: "User not found",
    });
    expect((await at("POST", `${where}/users`, { user_id: who.userId })).status).toBe(200);
  });

  test("may not use its PIN before it is let, and a schedule wants a day", async () => {
    const { at, call, control, group, guest, settle } = await site();
    const [where, who] = [await group(), await guest()];
    const none = { ...always, ...Object.fromEntries(Object.keys(always).map((key) => [key, false])) };
    const refused = await call("POST", `/v1.1/sites/owner/${where}/time_schedules`, {
      ...none,
      start_time: "00:00",
      end_time: "23:59",
    });
    expect(refused).toMatchObject({ status: 400, body: { ErrorCode: "1101" } });
    await call("POST", `/v1.1/sites/owner/${where}/time_schedules`, always);
    await at("POST", `${where}/users`, { user_id: who.userId });
    const { body: digits } = await at("PUT", `users/${who.place}/pin`, {});
    await settle();
    expect(await control.wouldOpen("door", `${digits}`)).toBe(false);
  });

  test("of a full site is made all the same, suspended, with a PIN that opens nothing", async () => {
    const { at, call, control, group, guest, settle } = await site();
    await control.setSite("owner", { name: "Harbour", user_limit: 0 });
    const [where, who] = [await group(), await guest()];
    expect(who.body.subscription_state).toBe("suspended");
    await call("POST", `/v1.1/sites/owner/${where}/time_schedules`, always);
    await at("PATCH", `users/${who.place}`, { use_pin: true });
    await at("POST", `${where}/users`, { user_id: who.userId });
    const { status, body: digits } = await at("PUT", `users/${who.place}/pin`, {});
    expect(status).toBe(200);
    await settle();
    expect(await control.wouldOpen("door", `${digits}`)).toBe(false);
    await control.setSite("owner", { name: "Harbour", user_limit: 1 });
    expect((await at("PATCH", `users/${who.place}/subscription`, { state: "subscribed" })).status).toBe(204);
    await settle();
    expect(await control.wouldOpen("door", `${digits}`)).toBe(true);
    await at("PATCH", `users/${who.place}/subscription`, { state: "suspended" });
    await settle();
    expect(await control.wouldOpen("door", `${digits}`)).toBe(false);
  });

  test("may be unknown elsewhere for a while after it was made", async () => {
    const { at, group, guest, runtime } = await site({ arrivalMs: 60_000 });
    const [where, who] = [await group(), await guest()];
    expect(await at("PUT", `users/${who.place}/pin`, {})).toMatchObject({ status: 403, body: { ErrorCode: "2203" } });
    expect((await at("POST", `${where}/users`, { user_id: who.userId })).status).toBe(404);
    await runtime.advance(60_000);
    expect((await at("PUT", `users/${who.place}/pin`, {})).status).toBe(200);
    expect((await at("POST", `${where}/users`, { user_id: who.userId })).status).toBe(200);
  });

  test("opens between two moments of the clock on the wall", async () => {
    const { at, call, control, group, guest, runtime, settle } = await site();
    const [where, who] = [await group(), await guest()];
    const shown = (inHours: number) => {
      const berlin = new Intl.DateTimeFormat("sv-SE", {
        timeZone: "Europe/Berlin",
        dateStyle: "short",
        timeStyle: "medium",
      });
      return berlin.format(runtime.now() + inHours * 3_600_000).replace(" ", "T");
    };
    const window = { ...always, start_date: shown(1), end_date: shown(2) };
    await call("POST", `/v1.1/sites/owner/${where}/time_schedules`, window);
    await at("PATCH", `users/${who.place}`, { use_pin: true });
    await at("POST", `${where}/users`, { user_id: who.userId });
    const { body: digits } = await at("PUT", `users/${who.place}/pin`, {});
    await settle();
    const opened: boolean[] = [];
    for (let half = 0; half < 5; half += 1) {
      opened.push(await control.wouldOpen("door", `${digits}`));
      await runtime.advance(30 * 60_000);
    }
    expect(opened).toEqual([false, false, true, true, false]);
  });
});

test("entries are told newest first, of one version alone, and a PIN that a lock does not know is nobody's", async () => {
  const { call, control } = await site();
  await control.typeCode("door", "123456");
  await control.turnByHand("door", "unlocked");
  const { body } = await call("GET", "/v1.1/sites/owner/entries?$top=20&$orderby=utc_date_time desc");
  expect(body).toMatchObject({
    items: [
      { event_category: "lock_opened", access_by: "inside_handle", user_id: null, lock_id: "door" },
      { event_category: "lock_rejected", event_detail: "no_access", user_id: expect.any(String), user_alias: null },
    ],
  });
  expect((await call("GET", "/v1.1/sites/owner/entries?$orderby=date")).body).toMatchObject({ ErrorCode: "1102" });
  expect((await call("GET", "/v1.2/sites/owner/entries")).status).toBe(404);
});

test("a door is unlocked from afar, unless its IQ asks for a one-time password", async () => {
  const { at, control, settle } = await site();
  expect((await at("PATCH", "locks/door/locking", { locked_state: "unlocked" })).status).toBe(200);
  await settle();
  expect((await control.inspect("door")).bolt).toBe("unlocked");
  await control.setCondition("door", "remote_unlock_disabled", true);
  expect(await at("PATCH", "locks/door/locking", { locked_state: "unlocked" })).toMatchObject({
    status: 404,
    body: { ErrorCode: "2202", Message: "Otp is invalid" },
  });
});
