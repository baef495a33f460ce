import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { testRuntime } from "#runtime/test-runtime.ts";
import { controlClient } from "#virtual-locks/control-client.ts";
import { memoryJournal } from "#virtual-locks/journal.ts";
import { createVirtualLockCloud } from "#virtual-locks/virtual-lock-cloud.ts";
import { nuki } from "./cloud.ts";

const origin = "https://nuki.test";
const redirect = "https://app.test/back";
const client = { client_id: "app", client_secret: "hush", redirect_uris: [redirect] };
const basic = `Basic ${Buffer.from("app:hush").toString("base64")}`;
const halfHour = 1_800_000;

interface Heard {
  readonly status: number;
  readonly body: unknown;
}

/** An account with one lock, somebody who sends plain requests, and somebody who hears what is posted. */
async function home() {
  const posted: { headers: Headers; body: string }[] = [];
  const runtime = testRuntime({
    fetch: async (request) => {
      posted.push({ headers: request.headers, body: await request.text() });
      return new Response(null, { status: 204 });
    },
  });
  const cloud = createVirtualLockCloud({
    runtime,
    journal: memoryJournal(),
    controlToken: "control",
    clients: [client],
    maker: nuki,
  });
  const control = controlClient({ baseUrl: origin, token: "control", fetch: cloud.fetch });
  await control.createAccount({ ...nuki.demo, account_id: "owner", locks: [] });
  await control.addLock("owner", { profile: "nuki", name: "Door", lock_id: "door" });
  const send = async (method: string, path: string, headers: Record<string, string>, body?: string): Promise<Heard> => {
    const response = await cloud.fetch(new Request(`${origin}${path}`, { method, headers, ...(body && { body }) }));
    const sent = await response.text();
    return { status: response.status, body: sent === "" ? undefined : JSON.parse(sent) };
  };
  const token = (asked: Record<string, string>) =>
    send("POST", "/oauth/token", { authorization: basic }, new URLSearchParams(asked).toString());
  const signIn = async () => {
    const { email, password } = nuki.demo;
    const asked = { response_type: "code", client_id: "app", redirect_uri: redirect, email, password };
    const body = new URLSearchParams(asked).toString();
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const page = await cloud.fetch(
      new Request(`${origin}/oauth/authorize`, { method: "POST", body, headers, redirect: "manual" }),
    );
    const code = new URL(page.headers.get("location") ?? "").searchParams.get("code") ?? "";
    return (await token({ grant_type: "authorization_code", code, redirect_uri: redirect })).body;
  };
  const issued = await signIn();
  const call = (method: string, path: string, body?: object) =>
    send(method, path, { authorization: `Bearer ${text(issued, "access_token")}` }, body && JSON.stringify(body));
  return { runtime, control, posted, send, token, issued, call };
}

type Home = Awaited<ReturnType<typeof home>>;
/** A field of an answer. */
const text = (body: unknown, name: string) => String((body as Readonly<Record<string, unknown>>)[name]);
const auths = async ({ call }: Home) =>
  (await call("GET", "/smartlock/door/auth?types=13")).body as readonly Readonly<Record<string, unknown>>[];
const add = ({ call }: Home, more: object = {}) =>
  call("PUT", "/smartlock/door/auth", { name: "Ada", type: 13, code: 529174, remoteAllowed: false, ...more });

test("whoever signs in is told of their account and locks, and a refresh token is good once", async () => {
  const { call, send, token, issued, control } = await home();
  expect((await call("GET", "/account")).body).toMatchObject({ email: nuki.demo.email });
  await control.turnByHand("door", "unlocked");
  const { body } = await call("GET", "/smartlock");
  expect(body).toMatchObject([{ smartlockId: "door", type: 4, serverState: 0, state: { state: 3 }, adminPinState: 0 }]);
  expect((await call("GET", "/smartlock/door")).body).toEqual((body as readonly object[])[0]);
  expect((await send("GET", "/smartlock", {})).status).toBe(401);
  expect((await call("GET", "/smartlock/nowhere")).status).toBe(404);
  const renewal = { grant_type: "refresh_token", refresh_token: text(issued, "refresh_token") };
  expect((await token(renewal)).body).toMatchObject({ token_type: "Bearer", expires_in: 3_600 });
  expect(await token(renewal)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
});

test("a code is accepted with 204 and no id, and listed once the lock has it", async () => {
  const house = await home();
  expect(await add(house)).toEqual({ status: 204, body: undefined });
  expect(await auths(house)).toEqual([]);
  await house.runtime.advance(6_000);
  const [auth] = await auths(house);
  expect(auth).toMatchObject({ smartlockId: "door", type: 13, name: "Ada", code: 529174, enabled: true });
  expect((await house.call("GET", `/smartlock/door/auth/${text(auth, "id")}`)).body).toEqual(auth);
  expect(await house.control.wouldOpen("door", "529174")).toBe(true);
});

test("an order for a lock that is offline is accepted as well, and comes to nothing", async () => {
  const house = await home();
  await house.control.setConnection("door", false);
  expect((await house.call("GET", "/smartlock/door")).body).toMatchObject({ serverState: 4 });
  expect((await add(house)).status).toBe(204);
  await house.control.setConnection("door", true);
  await house.runtime.advance(halfHour);
  expect([await auths(house), await house.control.wouldOpen("door", "529174")]).toEqual([[], false]);
});

test("a changed code is locked for another operation until the lock has the change; a date goes by null", async () => {
  const house = await home();
  await add(house, { allowedFromDate: "2026-01-15T14:00:00Z", allowedUntilDate: "2026-01-16T14:00Z" });
  await house.runtime.advance(6_000);
  const [auth] = await auths(house);
  expect(auth).toMatchObject({ allowedUntilDate: "2026-01-16T14:00:00.000Z" });
  const path = `/smartlock/door/auth/${text(auth, "id")}`;
  expect((await house.call("POST", path, { code: 834461 })).status).toBe(422);
  const change = { name: "Bea", code: 834461, allowedFromDate: null, allowedUntilDate: null };
  expect((await house.call("POST", path, change)).status).toBe(204);
  expect(await auths(house)).toMatchObject([{ code: 529174, operationId: expect.any(String) }]);
  expect((await house.call("DELETE", path)).status).toBe(423);
  await house.runtime.advance(6_000);
  const [changed] = await auths(house);
  expect(changed).toMatchObject({ name: "Bea", code: 834461 });
  expect(changed).not.toHaveProperty("allowedUntilDate");
  expect((await house.call("DELETE", path)).status).toBe(204);
  await house.runtime.advance(6_000);
  expect(await auths(house)).toEqual([]);
});

test("what a keypad does not take is refused: digits with 400, a long name with 422, a PIN twice with 409", async () => {
  const house = await home();
  for (const code of [12345, 1234567, 104567, 123456]) expect((await add(house, { code })).status).toBe(400);
  expect((await add(house, { name: "A name of more than 20" })).status).toBe(422);
  expect((await add(house, { type: 0 })).status).toBe(400);
  expect((await add(house)).status).toBe(204);
  expect((await add(house)).status).toBe(409);
  await house.control.setKeypad("door", { fitted: false });
  expect((await add(house, { code: 834461 })).status).toBe(400);
  await house.control.setKeypad("door", { fitted: true });
  await house.control.setCondition("door", "subscription_required", true);
  expect((await add(house, { code: 834461 })).status).toBe(426);
  expect((await house.call("GET", "/smartlock/door")).body).toMatchObject({
    currentSubscription: { state: "EXPIRED" },
  });
});

test("the log names the code that opened the door, newest first, and is read on by id", async () => {
  const house = await home();
  await add(house);
  await house.runtime.advance(6_000);
  const [auth] = await auths(house);
  await house.control.enterCode("door", "529174");
  await house.control.enterCode("door", "999999");
  await house.control.turnByHand("door", "locked");
  await house.call("POST", "/smartlock/door/action/unlock");
  await house.runtime.advance(2_000);
  const { body } = await house.call("GET", "/smartlock/door/log?limit=50");
  expect(body).toMatchObject([
    { action: 1, trigger: 4, state: 0 },
    { action: 2, trigger: 1 },
    { action: 1, trigger: 255, source: 1, authId: text(auth, "id"), name: "Ada" },
  ]);
  expect(
    (await house.call("GET", `/smartlock/door/log?limit=1&id=${text((body as readonly object[])[1], "id")}`)).body,
  ).toEqual([(body as readonly object[])[2]]);
});

test("a webhook is posted what it asked for, signed with the secret that it was given", async () => {
  const house = await home();
  const asked = { webhookUrl: "https://app.test/hook", webhookFeatures: ["DEVICE_AUTHS", "DEVICE_LOGS"] };
  expect((await house.call("PUT", "/api/decentralWebhook", { ...asked, webhookUrl: "http://app.test" })).status).toBe(
    400,
  );
  const { body: hook } = await house.call("PUT", "/api/decentralWebhook", asked);
  expect((await house.call("GET", "/api/decentralWebhook")).body).toEqual([hook]);
  const secret = text(hook, "secret");
  await add(house);
  await house.runtime.advance(6_000);
  await house.control.enterCode("door", "529174");
  await house.control.setBattery("door", 5);
  await house.runtime.advance(1_000);
  const told = house.posted.map(({ body }) => JSON.parse(body));
  expect(told).toMatchObject([
    { feature: "DEVICE_AUTHS", deleted: false, smartlockAuth: { code: 529174, smartlockId: "door" } },
    { feature: "DEVICE_LOGS", smartlockLog: { trigger: 255, smartlockId: "door" } },
  ]);
  for (const { headers, body } of house.posted)
    expect(headers.get("x-nuki-signature-sha256")).toBe(createHmac("sha256", secret).update(body).digest("hex"));
  expect((await house.call("DELETE", `/api/decentralWebhook/${text(hook, "id")}`)).status).toBe(204);
  await house.control.enterCode("door", "529174");
  await house.runtime.advance(1_000);
  expect(house.posted).toHaveLength(2);
});
