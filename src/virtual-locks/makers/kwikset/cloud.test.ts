import { expect, test } from "vitest";
import { answerCognito, type CognitoTurn, proveToCognito } from "#drivers/kit/cognito.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { controlClient } from "#virtual-locks/control-client.ts";
import { memoryJournal } from "#virtual-locks/journal.ts";
import { createVirtualLockCloud } from "#virtual-locks/virtual-lock-cloud.ts";
import { kwikset } from "./cloud.ts";

const origin = "https://kwikset.test";
const never = new AbortController().signal;
const pool = {
  url: new URL(`${origin}/cognito`),
  poolId: "us-east-1_Virtual",
  clientId: "app",
  clientSecret: undefined,
};
/** PIN 1234 without an end, for "Guest 1", and the same for "Guest 2" with 5678. */
const [guest, other] = ["000400111234020747756573742031", "000400115678020747756573742032"] as const;

interface Answered {
  readonly data: readonly Readonly<Record<string, string>>[];
}

/** The demonstration's account, signed in to, and its lock. */
async function house() {
  const world = testRuntime({ fetch: (request) => cloud.fetch(request) });
  const cloud = createVirtualLockCloud({ runtime: world, journal: memoryJournal(), controlToken: "c", maker: kwikset });
  const control = controlClient({ baseUrl: origin, token: "c", fetch: cloud.fetch });
  await control.createAccount({ account_id: "owner", ...kwikset.demo });
  const { email: username, password } = kwikset.demo;
  const answer = async (turn: CognitoTurn, text: string) =>
    answerCognito(world, pool, { ...(turn as { session: string; username: string }), answer: text }, never);
  const proved = await proveToCognito(world, pool, { username, password, flow: "CUSTOM_AUTH" }, never);
  const asked = await answer(proved, "answerType:generateCode,medium:phone,codeType:login");
  const sent = (await control.journal()).findLast(({ what }) => what === "sign_in_code_sent");
  const done = await answer(asked, `answerType:verifyCode,medium:phone,codeType:login,code:${sent?.about.code}`);
  const tokens = done.kind === "signed_in" ? done.tokens : { accessToken: "", idToken: "" };
  const call = async (method: string, path: string, body?: unknown, token = tokens.idToken) => {
    const headers = { authorization: `Bearer ${token}` };
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    const said = await cloud.fetch(new Request(`${origin}/prod_v1/${path}`, { method, headers, ...json }));
    return { status: said.status, data: ((await said.json()) as Answered).data };
  };
  const [home] = (await call("GET", "users/me/homes?top=200")).data;
  const [device] = (await call("GET", `homes/${home?.homeid}/devices`)).data;
  const lock = device?.deviceid ?? "";
  const order = async (method: "POST" | "DELETE", hex: string) => {
    const message = Buffer.from(hex, "hex").toString("base64");
    const said = await call(method, `devices/${lock}/accesscode`, { message });
    return { ...said, token: said.data?.[0]?.token };
  };
  const follow = async (token: string | undefined) =>
    (await call("GET", `devices/${lock}/accesscode/${token}`)).data[0]?.message;
  const bits = async () =>
    BigInt(`0x${(await call("GET", `devices_v2/${lock}`)).data[0]?.accesscodesixtyfour}`).toString(2);
  return { world, control, call, order, follow, bits, lock, tokens };
}

test("an order is answered with a token, and the token with the lowest free slot once the lock has it", async () => {
  const { world, control, order, follow, bits, lock } = await house();
  const { token } = await order("POST", guest);
  expect(await follow(token)).toBe("");
  await world.advance(20_000);
  expect(await follow(token)).toBe("030101");
  expect(await bits()).toBe("10");
  expect(await control.wouldOpen(lock, "1234")).toBe(true);
});

test("a deletion is never confirmed, and erases whatever stands in the slot", async () => {
  const { world, control, order, follow, bits, lock } = await house();
  await control.addCode(lock, { name: "Owner", digits: "718293" });
  await order("POST", guest);
  await world.advance(20_000);
  expect(await bits()).toBe("110");
  const { token } = await order("DELETE", "050101");
  await world.advance(20_000);
  expect(await follow(token)).toBe("");
  expect(await bits()).toBe("100");
  expect(await control.wouldOpen(lock, "718293")).toBe(false);
  await order("POST", other);
  await world.advance(20_000);
  expect(await bits()).toBe("110");
});

test("of a PIN that it has already a lock says nothing, nor of one that it cannot be brought", async () => {
  const { world, control, order, follow, bits, lock } = await house();
  await control.addCode(lock, { name: "Owner", digits: "1234" });
  const { status, token } = await order("POST", guest);
  await control.setConnection(lock, false);
  const late = await order("POST", other);
  await control.setConnection(lock, true);
  await world.advance(60_000);
  expect([status, late.status]).toEqual([200, 200]);
  expect([await follow(token), await follow(late.token), await follow("no-token")]).toEqual([
    "",
    "",
    "TOKEN_NOT_FOUND",
  ]);
  expect(await bits()).toBe("10");
});

test.for(["00040011", "0004001112340", "00040111123402024142", "000400311234020242"])(
  "bytes that a lock cannot read are turned away: %s",
  async (hex) => {
    const { order, bits } = await house();
    expect((await order("POST", hex)).status).toBe(400);
    expect(await bits()).toBe("0");
  },
);

test("only the id token lets anybody in", async () => {
  const { call, tokens } = await house();
  expect((await call("GET", "users/me")).status).toBe(200);
  expect((await call("GET", "users/me", undefined, tokens.accessToken)).status).toBe(401);
});
