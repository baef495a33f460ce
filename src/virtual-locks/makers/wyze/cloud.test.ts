import { createCipheriv, createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { lastLock, testClient, testCloud } from "#virtual-locks/test-cloud.ts";
import { wyze } from "./cloud.ts";

const origin = "https://wyze.example";
const codes = "/openapi/lock/v1/pwd/operations";
const hour = 3_600_000;

const md5 = (text: string) => createHash("md5").update(text);
const hashed = (text: string) => md5(text).digest("hex");

/** Asks in JSON; the answer with its status. */
function sender(fetch: (request: Request) => Promise<Response>) {
  return async (
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<Record<string, unknown>> => {
    const request = new Request(`${origin}${path}`, {
      method,
      headers: { "content-type": "application/json", ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    const response = await fetch(request);
    return { status: response.status, ...((await response.json()) as object) };
  };
}

/** What a call carries, signed as the maker's app does it. */
function signed(method: string, path: string, all: Record<string, string>) {
  const joined = Object.keys(all)
    .sort()
    .map((name) => `${name}=${all[name]}`)
    .join("&");
  const plain = `${method}${path}${joined}${testClient.client_secret}`;
  return { ...all, sign: hashed(encodeURIComponent(plain).replaceAll("%20", "+")) };
}

/** An account that is asked for no second factor, with a lock behind its gateway, spoken to in plain requests. */
async function house() {
  const { cloud, control, world, account } = testCloud({ maker: wyze });
  const { email } = await control.createAccount({ email: "anna+plain@example.com", password: "letmein", locks: [] });
  const made = await account(
    { key: "gateway", profile: "wyze_gateway", name: "Gateway" },
    { profile: "wyze", name: "Front door", hub: "gateway", timezone: "America/New_York" },
  );
  const uuid = lastLock(made);
  const send = sender(cloud.fetch);
  const key = { keyid: "id", apikey: "key" };
  const signIn = (mail: string, password: string, headers: Record<string, string> = key) =>
    send("POST", "/api/user/login", { email: mail, password: hashed(hashed(hashed(password))), nonce: "1" }, headers);
  const { access_token: token } = await control.issueTokens(made.account_id);
  const values = (given: Record<string, string>, name = "access_token") => ({
    ...given,
    [name]: token,
    key: testClient.client_id,
    timestamp: `${world.now()}`,
  });
  const get = (path: string, given: Record<string, string> = {}) =>
    send("GET", `${path}?${new URLSearchParams(signed("get", path, values({ uuid, ...given })))}`);
  const order = (path: string, given: Record<string, string>, name = "accessToken", method = "POST") =>
    send(method, path, signed(method.toLowerCase(), path, values({ uuid, ...given }, name)));
  const encrypted = async (pin: string) => {
    const { secret } = await get("/openapi/v1/crypt_secret");
    const cipher = createCipheriv("aes-128-cbc", md5(String(secret)).digest(), "0123456789ABCDEF");
    return cipher.update(pin, "utf8", "hex") + cipher.final("hex");
  };
  const add = async (pin: string, name = "Guest", permission: object = { status: 1 }) =>
    order(`${codes}/add`, {
      userid: made.account_id,
      name,
      password: await encrypted(pin),
      permission: JSON.stringify(permission),
    });
  const list = async () => (await get("/openapi/lock/v1/pwd")).passwords as Record<string, unknown>[];
  const programmed = () => world.advance(10_000);
  return {
    control,
    world,
    uuid,
    made,
    email,
    send,
    signIn,
    token,
    values,
    get,
    order,
    encrypted,
    add,
    list,
    programmed,
  };
}

describe("signing in", () => {
  test("takes the password three times hashed with a developer's key, and says 400 to anything else", async () => {
    const { signIn, email } = await house();
    expect(await signIn(email, "letmein")).toMatchObject({ status: 200, access_token: expect.any(String) });
    const refused = { status: 400, errorCode: 1000 };
    expect(await signIn(email, "guessed")).toMatchObject(refused);
    expect(await signIn(email, "letmein", {})).toMatchObject(refused);
  });

  test("of others asks for a code, which a session of its own stands for", async () => {
    const { signIn, send, made } = await house();
    const begun = await signIn(made.email, "letmein");
    expect(begun).toMatchObject({ access_token: null, mfa_options: ["PrimaryPhone"], user_id: made.account_id });
    const query = new URLSearchParams({ userId: made.account_id, sessionId: "another" });
    expect(await send("POST", `/user/login/sendSmsCode?${query}`, {})).toMatchObject({ status: 400 });
    query.set("sessionId", String(begun.sms_session_id));
    expect(await send("POST", `/user/login/sendSmsCode?${query}`, {})).toMatchObject({
      session_id: expect.any(String),
    });
  });

  test("is renewed with new tokens of both kinds, and a wrong one is 2002", async () => {
    const { send, made, control } = await house();
    const { refresh_token } = await control.issueTokens(made.account_id);
    const renewed = await send("POST", "/app/user/refresh_token", { refresh_token });
    expect(renewed).toMatchObject({ code: "1", data: { access_token: expect.any(String) } });
    expect((renewed.data as { refresh_token: string }).refresh_token).not.toBe(refresh_token);
    expect(await send("POST", "/app/user/refresh_token", { refresh_token: "x" })).toMatchObject({ code: "2002" });
  });
});

describe("a call to the locks", () => {
  test("is turned away by number where token, time or signature are wrong", async () => {
    const { get, order, send, values, uuid, world } = await house();
    expect(await get("/openapi/lock/v1/info")).toMatchObject({
      status: 200,
      ErrNo: 0,
      device: { uuid, onoff_line: 1 },
    });
    const path = "/openapi/lock/v1/info";
    const asked = (all: Record<string, string>) => send("GET", `${path}?${new URLSearchParams(all)}`);
    const wrongSignature = { status: 200, ErrNo: "14008" };
    expect(await asked({ ...signed("get", path, values({ uuid })), uuid: "x" })).toMatchObject(wrongSignature);
    expect(await order(`${codes}/delete`, { passwordid: "1" }, "access_token")).toMatchObject(wrongSignature);
    const old = { ...values({ uuid }), timestamp: `${world.now() - hour}` };
    expect(await asked(signed("get", path, old))).toMatchObject({ ErrNo: "14009" });
    const stranger = { ...values({ uuid }), access_token: "x" };
    expect(await asked(signed("get", path, stranger))).toMatchObject({ ErrNo: "2001" });
  });

  test("about a lock of nobody's, or without a gateway, has numbers too", async () => {
    const { get, add, control, uuid } = await house();
    expect(await get("/openapi/lock/v1/info", { uuid: "nowhere" })).toMatchObject({ ErrNo: "14015" });
    await control.setHub(uuid, null);
    expect(await add("529174")).toMatchObject({ ErrNo: "5038" });
    const { device } = await get("/openapi/lock/v1/info");
    expect(device).not.toHaveProperty("parent");
  });
});

describe("a code", () => {
  test("is pending until the lock has it, and never shows its digits", async () => {
    const { add, list, programmed, control, uuid } = await house();
    expect(await add("529174")).toMatchObject({ ErrNo: 0 });
    expect(await list()).toMatchObject([{ name: "Guest", operation: 1, operation_stage: 1 }]);
    expect(await control.wouldOpen(uuid, "529174")).toBe(false);
    await programmed();
    expect(await list()).toMatchObject([{ operation: 1, operation_stage: 3, permission: { status: 1 } }]);
    expect(await control.wouldOpen(uuid, "529174")).toBe(true);
    expect(JSON.stringify(await list())).not.toContain("529174");
  });

  test("takes times in seconds and shows them in milliseconds", async () => {
    const { add, list, world } = await house();
    const begin = Math.ceil(world.now() / hour) * 3_600;
    await add("529174", "Guest", { status: 2, begin, end: begin + 3_600 });
    const permission = { status: 2, begin: begin * 1_000, end: (begin + 3_600) * 1_000 };
    expect(await list()).toMatchObject([{ permission }]);
  });

  test("whose name is there is refused at once, and whose PIN is there by the lock", async () => {
    const { add, list, order, programmed } = await house();
    await add("529174");
    await programmed();
    expect(await add("830461")).toMatchObject({ ErrNo: "11000" });
    expect(await add("529174", "Twin")).toMatchObject({ ErrNo: 0 });
    expect((await list())[1]).toMatchObject({ name: "Twin", operation: 1, operation_stage: 1 });
    await programmed();
    const [, twin] = await list();
    expect(twin).toMatchObject({ operation: 1, operation_stage: 2 });
    expect(await add("617382", "Twin")).toMatchObject({ ErrNo: "11000" });
    expect(await order(`${codes}/delete`, { passwordid: String(twin?.id) })).toMatchObject({ ErrNo: 0 });
    expect(await list()).toHaveLength(1);
  });

  test("is changed where it stands, renamed without the lock, and deleted once the lock has forgotten it", async () => {
    const { add, list, order, encrypted, programmed, control, uuid } = await house();
    await add("529174");
    await programmed();
    const passwordid = String((await list())[0]?.id);
    const permission = JSON.stringify({ status: 1 });
    await order(`${codes}/update`, { passwordid, password: await encrypted("830461"), permission });
    expect(await list()).toMatchObject([{ operation: 3, operation_stage: 1 }]);
    expect(await control.wouldOpen(uuid, "529174")).toBe(true);
    await programmed();
    expect(await list()).toMatchObject([{ operation: 3, operation_stage: 3 }]);
    expect(await control.wouldOpen(uuid, "830461")).toBe(true);
    await order("/openapi/lock/v1/pwd/nickname", { passwordid, nickname: "Anna" }, "accessToken", "PUT");
    expect(await list()).toMatchObject([{ username: "Anna", operation_stage: 3 }]);
    await order(`${codes}/delete`, { passwordid });
    expect(await list()).toMatchObject([{ operation: 2, operation_stage: 1 }]);
    await programmed();
    expect(await list()).toEqual([]);
    expect(await order(`${codes}/delete`, { passwordid })).toMatchObject({ ErrNo: "15006" });
  });

  test("of a length that the lock does not take, or in cipher that is none, is refused", async () => {
    const { add, order, list } = await house();
    expect(await add("123")).toMatchObject({ ErrNo: "14001" });
    const permission = JSON.stringify({ status: 1 });
    const given = { userid: "a", name: "Guest", password: "00", permission };
    expect(await order(`${codes}/add`, given)).toMatchObject({ ErrNo: "14001" });
    expect(await list()).toEqual([]);
  });
});

test("the list of the app's first page has whatever the account has, with the lock's zone", async () => {
  const { send, token, uuid } = await house();
  const { data } = (await send("POST", "/app/v2/home_page/get_object_list", { access_token: token })) as {
    data?: { device_list: { product_model: string }[] };
  };
  expect(data?.device_list.map(({ product_model }) => product_model).toSorted()).toEqual([
    "WYZE_CAKP2JFUS",
    "YD.GW1",
    "YD.LO1",
  ]);
  expect(data?.device_list).toContainEqual(
    expect.objectContaining({ mac: `YD.LO1.${uuid}`, nickname: "Front door", timezone_name: "America/New_York" }),
  );
  expect(await send("POST", "/app/v2/home_page/get_object_list", {})).toMatchObject({ status: 200, code: "2001" });
});

test("a jammed bolt is answered as if it had turned", async () => {
  const { order, control, uuid, world, get } = await house();
  await control.setFaults(uuid, { obstructed: true });
  expect(await order("/openapi/lock/v1/control", { action: "remoteUnlock" })).toMatchObject({ ErrNo: 0 });
  await world.advance(2_000);
  expect(await get("/openapi/lock/v1/info")).toMatchObject({ device: { locker_status: { hardlock: 1 } } });
});

test("the history names the code that opened by its number, newest first, some at a time", async () => {
  const { add, list, programmed, control, uuid, get } = await house();
  await add("529174");
  await programmed();
  const [code] = await list();
  await control.enterCode(uuid, "529174");
  await control.enterCode(uuid, "000000");
  await control.turnByHand(uuid, "locked");
  const opened = { eventid: 2203, details: { source: 102, sourceid: code?.id } };
  const shut = { eventid: 2216, details: { source: 5 } };
  const all = await get("/openapi/v1/safety/family_record", { begin: "0" });
  expect(all.family_record).toMatchObject([shut, opened]);
  const second = await get("/openapi/v1/safety/family_record", { begin: "0", offset: "1", limit: "1" });
  expect(second.family_record).toMatchObject([opened]);
});
