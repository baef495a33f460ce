import { expect, test } from "vitest";
import { proveToCognito } from "#drivers/kit/cognito.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { controlClient } from "#virtual-locks/control-client.ts";
import { memoryJournal } from "#virtual-locks/journal.ts";
import { createVirtualLockCloud } from "#virtual-locks/virtual-lock-cloud.ts";
import { schlage } from "./cloud.ts";

const origin = "https://schlage.test";
const never = new AbortController().signal;
const pool = { url: new URL(`${origin}/cognito`), poolId: "us-west-2_Virtual", clientId: "app", clientSecret: "any" };
const record = {
  friendlyName: "Guest",
  accessCode: 529,
  accessCodeLength: 4,
  notificationEnabled: 0,
  disabled: 0,
  activationSecs: 0,
  expirationSecs: 4_294_967_295,
  schedule1: { daysOfWeek: "7F", startHour: 0, startMinute: 0, endHour: 23, endMinute: 59 },
};

/** What the tests look into: one thing with an id, or a list of them. */
type Answered = readonly { readonly deviceId?: string }[] & { readonly accesscodeId?: string };

/** The demonstration's account, signed in to, and its lock. */
async function house() {
  const world = testRuntime({ fetch: (request) => cloud.fetch(request) });
  const cloud = createVirtualLockCloud({ runtime: world, journal: memoryJournal(), controlToken: "c", maker: schlage });
  const control = controlClient({ baseUrl: origin, token: "c", fetch: cloud.fetch });
  await control.createAccount({ account_id: "owner", ...schlage.demo });
  const { email: username, password } = schlage.demo;
  const signedIn = await proveToCognito(world, pool, { username, password, flow: "USER_SRP_AUTH" }, never);
  const tokens = signedIn.kind === "signed_in" ? signedIn.tokens : { accessToken: "", idToken: "" };
  const call = async (method: string, path: string, body?: unknown, token = tokens.accessToken, key = "key") => {
    const headers = { authorization: `Bearer ${token}`, ...(key !== "" && { "x-api-key": key }) };
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await cloud.fetch(new Request(`${origin}/v1${path}`, { method, headers, ...json }));
    return { status: answer.status, body: (await answer.json()) as Answered };
  };
  const listed = await call("GET", "/devices?archetype=lock");
  const lock = listed.body[0]?.deviceId ?? "";
  const obey = (name: string, data: unknown) => call("POST", `/devices/${lock}/commands`, { name, data });
  return { world, control, call, obey, lock, tokens, codes: `/devices/${lock}/storage/accesscode` };
}

test("a command brings a code to the lock, and another takes it off", async () => {
  const { world, control, call, obey, lock, codes } = await house();
  const added = await obey("addaccesscode", record);
  expect(added).toMatchObject({ status: 200, body: { accesscodeId: expect.any(String) } });
  await world.advance(10_000);
  expect(await control.wouldOpen(lock, "0529")).toBe(true);
  const { accesscodeId } = added.body;
  expect((await call("GET", codes)).body).toMatchObject([{ accesscodeId, accessCode: 529, accessCodeLength: 4 }]);
  await obey("updateaccesscode", { ...record, accesscodeId, accessCode: 8304 });
  await world.advance(10_000);
  expect(await control.wouldOpen(lock, "8304")).toBe(true);
  await obey("deleteaccesscode", { ...record, accesscodeId });
  await world.advance(10_000);
  expect((await call("GET", `${codes}/${accesscodeId}`)).status).toBe(404);
  expect(await control.wouldOpen(lock, "8304")).toBe(false);
});

test("what is posted to storage is listed, and never comes to the lock", async () => {
  const { world, control, call, lock, codes } = await house();
  expect(await call("POST", codes, record)).toMatchObject({ status: 200 });
  await world.advance(60_000);
  expect((await call("GET", codes)).body).toMatchObject([{ friendlyName: "Guest" }]);
  expect(await control.wouldOpen(lock, "0529")).toBe(false);
});

test.for(["accessCodeLength", "notificationEnabled"])("a command without %s breaks the cloud", async (missing) => {
  const { obey } = await house();
  const entries = Object.entries(record).filter(([name]) => name !== missing);
  expect(await obey("addaccesscode", Object.fromEntries(entries))).toMatchObject({ status: 500 });
});

test("an answer may be 504 after the work was done", async () => {
  const { world, control, obey, lock } = await house();
  await control.setFaults(lock, { lose_replies: { count: 1, as: "timeout" } });
  expect(await obey("addaccesscode", record)).toMatchObject({ status: 504 });
  await world.advance(10_000);
  expect(await control.wouldOpen(lock, "0529")).toBe(true);
});

test("the log names the code that was typed, newest entry first where that is asked", async () => {
  const { world, control, call, obey, lock } = await house();
  const { accesscodeId } = (await obey("addaccesscode", record)).body;
  await world.advance(10_000);
  await control.typeCode(lock, "0529");
  const log = await call("GET", `/devices/${lock}/logs?limit=2&sort=desc`);
  expect(log.body).toMatchObject([
    { deviceId: lock, message: { eventCode: 2, keypadUuid: accesscodeId } },
    { message: { eventCode: 14 } },
  ]);
});

test("only the app's key with the access token lets anybody in", async () => {
  const { call, tokens } = await house();
  expect(await call("GET", "/users/@me", undefined, tokens.accessToken)).toMatchObject({
    status: 200,
    body: { identityId: "owner" },
  });
  expect(await call("GET", "/users/@me", undefined, tokens.idToken)).toMatchObject({ status: 401 });
  expect(await call("GET", "/users/@me", undefined, tokens.accessToken, "")).toMatchObject({ status: 403 });
});
