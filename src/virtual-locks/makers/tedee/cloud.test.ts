import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { lastLock, testClient, testCloud } from "#virtual-locks/test-cloud.ts";
import { tedee } from "./cloud.ts";

const origin = "https://tedee.example";
const page = `${origin}/tedee.onmicrosoft.com/B2C_1A_Signup_Signin_With_Kmsi/oauth2/v2.0`;
const [redirect_uri = ""] = testClient.redirect_uris;
const verifier = "a-key-of-forty-three-characters-a-key-of-fo";

/** An account with a lock behind its bridge, signed in to as the maker's page shows it. */
async function house() {
  const cloud = testCloud({ maker: tedee });
  const account = await cloud.account(
    { key: "bridge", profile: "tedee_bridge", name: "Bridge" },
    { profile: "tedee", name: "Front door", hub: "bridge", timezone: "Europe/Warsaw" },
  );
  const lock = lastLock(account);
  const fetch = (url: string, init: RequestInit) => cloud.cloud.fetch(new Request(url, init));
  const post = (url: string, form: Record<string, string>) =>
    fetch(url, { method: "POST", body: new URLSearchParams(form) });
  const asked = {
    response_type: "code",
    client_id: testClient.client_id,
    redirect_uri,
    state: "s",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  };
  const granted = await post(`${page}/authorize`, { ...asked, email: account.email, password: "letmein" });
  const code = new URL(granted.headers.get("location") ?? "").searchParams.get("code") ?? "";
  const us = { client_id: testClient.client_id, client_secret: testClient.client_secret };
  const tokens = (await (
    await post(`${page}/token`, {
      grant_type: "authorization_code",
      code,
      code_verifier: verifier,
      redirect_uri,
      ...us,
    })
  ).json()) as Record<string, string>;
  const call = async (method: string, path: string, body?: object, authorization = `Bearer ${tokens.access_token}`) => {
    const headers = { authorization, "content-type": "application/json" };
    const response = await fetch(`${origin}/api/v37/my${path}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      retryAfter: response.headers.get("retry-after"),
      ...(text === "" ? {} : (JSON.parse(text) as Record<string, unknown>)),
    };
  };
  const add = (pin: string, alias = "Guest", more: object = {}) =>
    call("POST", `/lock/${lock}/pin`, { alias, pin, ...more });
  const list = async (version?: unknown) =>
    (await call("GET", `/lock/${lock}/pin${version === undefined ? "" : `?listVersion=${version}`}`)) as {
      readonly status: number;
      readonly result?: { readonly listVersion: number; readonly pins: readonly { readonly id: string }[] };
    };
  return { cloud, account, lock, fetch, post, asked, tokens, us, call, add, list };
}

describe("signing in", () => {
  test("wants a key for the code, and gives a token that names its owner and lives four hours, which it says as text", async () => {
    const { fetch, post, asked, tokens, account, us, call } = await house();
    const { code_challenge: _, ...keyless } = asked;
    const sent = await fetch(`${page}/authorize?${new URLSearchParams(keyless)}`, { redirect: "manual" });
    expect(new URL(sent.headers.get("location") ?? "").searchParams.get("error")).toBe("invalid_request");
    expect(tokens).toMatchObject({ expires_in: "14400", refresh_token_expires_in: 1_209_600 });
    const claims = JSON.parse(Buffer.from(tokens.access_token?.split(".")[1] ?? "", "base64url").toString());
    expect(claims).toMatchObject({ email: account.email, oid: account.account_id });
    const grant = { grant_type: "refresh_token", refresh_token: tokens.refresh_token ?? "", redirect_uri, ...us };
    expect((await post(`${page}/token`, grant)).status).toBe(200);
    expect((await post(`${page}/token`, grant)).status).toBe(400);
    expect(await call("GET", "/device/details", undefined, "Bearer a.b.c")).toMatchObject({
      status: 401,
      success: false,
    });
  });

  test("is not needed by whoever has a key that the owner made, for as long and as far as it goes", async () => {
    const { call, cloud, lock } = await house();
    const validTo = new Date(cloud.world.now() + 60_000).toISOString();
    const made = await call("POST", "/personalaccesskey", { name: "Us", validTo, scopes: ["Device.Read"] });
    expect(made).toMatchObject({ status: 201, result: { key: expect.stringMatching(/^\S{6}\.\S{43}$/) } });
    const { key } = (made as unknown as { readonly result: { readonly key: string } }).result;
    const withKey = async (method: string, path: string) =>
      (await call(method, path, undefined, `PersonalKey ${key}`)).status;
    expect(await withKey("GET", "/device/details")).toBe(200);
    expect(await withKey("GET", `/deviceactivity?deviceId=${lock}`)).toBe(403);
    expect(await withKey("POST", `/lock/${lock}/operation/lock`)).toBe(403);
    await cloud.world.advance(61_000);
    expect(await withKey("GET", "/device/details")).toBe(401);
  });
});

test("what an account has is told with its bridges, and accessories for whoever asks", async () => {
  const { call, lock } = await house();
  expect(await call("GET", "/device/details?IncludeAccessories=true")).toMatchObject({
    statusCode: 200,
    errorMessages: [],
    result: {
      bridges: [{ name: "Bridge", type: 1, isConnected: true }],
      locks: [{ id: lock, type: 2, accessLevel: 2, accessories: [{ deviceType: 3 }], deviceState: { state: 6 } }],
      keypads: [{ type: 3 }],
    },
  });
  const bare = (await call("GET", `/lock/${lock}`)) as { readonly result?: object };
  expect(bare.result).not.toHaveProperty("accessories");
});

describe("a PIN", () => {
  test("is on the lock once it is said to be, and listed by its name alone", async () => {
    const { add, cloud, lock, list, call } = await house();
    const made = await add("529174");
    expect(made).toMatchObject({ status: 201, success: true, result: { id: expect.any(String) } });
    expect(await cloud.control.wouldOpen(lock, "529174")).toBe(true);
    const { result } = await list();
    expect(result?.pins).toEqual([{ id: result?.pins[0]?.id, alias: "Guest" }]);
    expect(await call("GET", `/lock/${lock}/pin/${result?.pins[0]?.id}`)).toMatchObject({
      result: { alias: "Guest", pin: "529174", startDate: null, weekDays: null },
    });
  });

  test("raises the version of the list with each change, whoever makes it, and a list that is known is not sent", async () => {
    const { add, cloud, lock, list, call } = await house();
    await add("529174");
    const first = (await list()).result;
    expect((await list(first?.listVersion)).status).toBe(304);
    await call("PUT", `/lock/${lock}/pin/${first?.pins[0]?.id}`, { alias: "Guest", pin: "830461" });
    await cloud.control.addCode(lock, { name: "Owner", digits: "617382" });
    const next = await list(first?.listVersion);
    expect([next.status, next.result?.listVersion]).toEqual([200, (first?.listVersion ?? 0) + 2]);
  });

  test("is refused where the lock has it, has no room, or its digits are too plain", async () => {
    const { add, cloud, call } = await house();
    await add("529174");
    expect(await add("529174", "Other")).toMatchObject({ status: 406, success: false, statusCode: 406 });
    for (const digits of ["1234", "12345", "98765", "112211", "52917a"])
      expect([digits, (await add(digits)).status]).toEqual([digits, 400]);
    const { locks } = await cloud.control.addLock((await cloud.account()).account_id, {
      profile: "tedee",
      name: "Of others",
    });
    expect((await call("GET", `/lock/${locks[0]?.lock_id}/pin`)).status).toBe(404);
  });

  test("finds no room on a full lock", async () => {
    const { cloud, account, call } = await house();
    const overrides = { max_active_codes_supported: 1 };
    const full = { profile: "tedee", name: "Full", hub: account.locks[0]?.lock_id ?? "", overrides };
    const { locks } = await cloud.control.addLock(account.account_id, full);
    const path = `/lock/${locks[0]?.lock_id}/pin`;
    expect((await call("POST", path, { alias: "One", pin: "529174" })).status).toBe(201);
    expect((await call("POST", path, { alias: "Two", pin: "830461" })).status).toBe(412);
  });

  test("is dropped by the lock once its end has passed", async () => {
    const { add, cloud, list } = await house();
    await add("529174", "Guest", { endDate: new Date(cloud.world.now() + 60_000).toISOString() });
    expect((await list()).result?.pins).toHaveLength(1);
    await cloud.world.advance(60_000);
    expect((await list()).result?.pins).toEqual([]);
  });

  test("that the lock is slow with is 408, and until it has it the lock is busy", async () => {
    const { add, cloud, lock, list } = await house();
    await cloud.control.setFaults(lock, { programming_ms: 60_000 });
    expect((await add("529174")).status).toBe(408);
    expect([(await list()).status, (await add("830461")).status]).toEqual([409, 409]);
    await cloud.world.advance(60_000);
    expect(await cloud.control.wouldOpen(lock, "529174")).toBe(true);
    await cloud.control.setFaults(lock, { drop_writes: 1 });
    expect((await add("830461")).status).toBe(408);
    await cloud.world.advance(60_000);
    expect(await cloud.control.wouldOpen(lock, "830461")).toBe(false);
  });

  test("wants a lock that is connected, with bridge and keypad, and is no guest's business", async () => {
    const { cloud, lock, list, add } = await house();
    const statuses = async () => [(await list()).status, (await add("529174")).status];
    await cloud.control.setConnection(lock, false);
    expect(await statuses()).toEqual([428, 428]);
    await cloud.control.setConnection(lock, true);
    await cloud.control.setKeypad(lock, { fitted: false });
    expect(await statuses()).toEqual([428, 428]);
    await cloud.control.setKeypad(lock, { fitted: true });
    await cloud.control.setCondition(lock, "not_authorized", true);
    expect(await statuses()).toEqual([403, 403]);
  });
});

test("a turn is under way at first, and done later, or not", async () => {
  const { call, cloud, lock } = await house();
  const turn = async () => {
    const accepted = await call("POST", `/lock/${lock}/operation/unlock`);
    expect(accepted.status).toBe(202);
    const { operationId } = (accepted as unknown as { readonly result: { readonly operationId: string } }).result;
    return async () => (await call("GET", `/device/operation/${operationId}`)) as object;
  };
  const first = await turn();
  expect(await first()).toMatchObject({ result: { status: "PENDING" } });
  await cloud.world.advance(3_000);
  expect(await first()).toMatchObject({ result: { status: "COMPLETED", result: 0, type: 1 } });
  await cloud.control.setFaults(lock, { obstructed: true });
  const second = await turn();
  await cloud.world.advance(3_000);
  expect(await second()).toMatchObject({ result: { status: "COMPLETED", result: 1 } });
});

test("what happened is told newest first, in UTC that does not say so, and older by the page", async () => {
  const { add, call, cloud, lock } = await house();
  await add("529174");
  for (const digits of ["529174", "830461"]) {
    await cloud.control.enterCode(lock, digits);
    await cloud.world.advance(1_000);
  }
  const told = async (more: string) =>
    ((await call("GET", `/deviceactivity?deviceId=${lock}${more}`)) as { readonly result?: { date: string }[] }).result;
  const all = await told("");
  expect(all).toMatchObject([
    { event: 62, username: null },
    { event: 61, username: "Guest", date: expect.stringMatching(/T[\d:.]+$/) },
  ]);
  expect(await told("&elements=1")).toEqual(all?.slice(0, 1));
  expect(await told(`&lastElemDate=${all?.[0]?.date}`)).toEqual(all?.slice(1));
});

test("the 701st call within an hour is turned away until the hour is over", async () => {
  const { call, cloud, lock } = await house();
  for (let count = 0; count < 700; count += 1) await call("GET", `/lock/${lock}`);
  expect(await call("GET", `/lock/${lock}`)).toMatchObject({ status: 429, retryAfter: "3600" });
  await cloud.world.advance(3_600_000);
  expect((await call("GET", `/lock/${lock}`)).status).toBe(200);
});
