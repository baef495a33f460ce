import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { lastLock, testClient, testCloud } from "#virtual-locks/test-cloud.ts";
import { ttlock } from "./cloud.ts";

const hour = 3_600_000;

/** An account with a lock behind its gateway, signed in to as the maker's page shows it. */
async function house() {
  const cloud = testCloud({ maker: ttlock });
  const account = await cloud.account(
    { key: "gateway", profile: "ttlock_gateway", name: "Gateway" },
    { profile: "ttlock", name: "Front door", hub: "gateway", timezone: "Europe/Berlin" },
  );
  const lockId = lastLock(account);
  const post = async (path: string, form: Record<string, string>) => {
    const request = new Request(`https://euapi.ttlock.example${path}`, {
      method: "POST",
      body: new URLSearchParams(form),
    });
    const response = await cloud.cloud.fetch(request);
    return { status: response.status, ...((await response.json()) as Record<string, unknown>) };
  };
  const application = { client_id: testClient.client_id, client_secret: testClient.client_secret };
  const signIn = (password: string) =>
    post("/oauth2/token", {
      ...application,
      username: account.email,
      password: createHash("md5").update(password).digest("hex"),
    });
  const { access_token, refresh_token } = (await signIn("letmein")) as unknown as Record<string, string>;
  const call = (path: string, form: Record<string, string> = {}) =>
    post(path, {
      clientId: application.client_id,
      accessToken: access_token ?? "",
      lockId,
      date: `${cloud.world.now()}`,
      ...form,
    });
  const add = (digits: string, more: Record<string, string> = {}) =>
    call("/v3/keyboardPwd/add", {
      keyboardPwd: digits,
      keyboardPwdName: "Guest",
      keyboardPwdType: "2",
      addType: "2",
      ...more,
    });
  const list = async () =>
    (await call("/v3/lock/listKeyboardPwd", { pageNo: "1", pageSize: "100" })) as { list?: object[] };
  return { cloud, lockId, post, application, signIn, refreshToken: refresh_token ?? "", call, add, list };
}

describe("signing in", () => {
  test("takes the hash of the password, and tells of a wrong one with status 200", async () => {
    const { signIn, post, application, refreshToken } = await house();
    expect(await signIn("guessed")).toMatchObject({ status: 200, errcode: 10_007 });
    expect(await post("/oauth2/token", { ...application, client_secret: "guessed" })).toMatchObject({
      errcode: 10_001,
    });
    const renewed = await post("/oauth2/token", {
      ...application,
      grant_type: "refresh_token",
      refresh_token: refreshToken,
    });
    expect(renewed).toMatchObject({ status: 200, access_token: expect.any(String) });
  });

  test("is not enough for a call whose date is six minutes off, or whose token was taken back", async () => {
    const { call, cloud } = await house();
    expect(await call("/v3/lock/list", { date: `${cloud.world.now() - 6 * 60_000}` })).toMatchObject({
      errcode: 80_000,
    });
    expect(await call("/v3/lock/list", { accessToken: "another" })).toMatchObject({ status: 200, errcode: 10_004 });
  });
});

describe("a passcode", () => {
  test("is on the lock once it is said to be", async () => {
    const { add, cloud, lockId, list } = await house();
    expect(await add("529174")).toMatchObject({ status: 200, keyboardPwdId: expect.any(String) });
    expect(await cloud.control.wouldOpen(lockId, "529174")).toBe(true);
    expect((await list()).list).toMatchObject([{ keyboardPwd: "529174", keyboardPwdType: 2, isCustom: 1 }]);
  });

  test("is refused where the lock has the same, and shut out by its length", async () => {
    const { add } = await house();
    await add("529174");
    expect(await add("529174")).toMatchObject({ status: 200, errcode: -3_007 });
    expect(await add("12")).toMatchObject({ errcode: -3_006 });
  });

  test("that is not there is deleted all the same", async () => {
    const { call } = await house();
    expect(await call("/v3/keyboardPwd/delete", { keyboardPwdId: "1", deleteType: "2" })).toMatchObject({ errcode: 0 });
  });

  test("that the gateway was too slow for has failed, and comes to the lock later", async () => {
    const { add, cloud, lockId, list } = await house();
    await cloud.control.setFaults(lockId, { programming_ms: hour });
    expect(await add("529174")).toMatchObject({ errcode: 1 });
    expect((await list()).list).toEqual([]);
    await cloud.world.advance(hour);
    expect(await cloud.control.wouldOpen(lockId, "529174")).toBe(true);
  });

  test("that was dropped is said to be on the lock, and listed, and opens nothing", async () => {
    const { add, cloud, lockId, list } = await house();
    await cloud.control.setFaults(lockId, { drop_writes: 1 });
    expect(await add("529174")).toMatchObject({ keyboardPwdId: expect.any(String) });
    expect((await list()).list).toHaveLength(1);
    await cloud.world.advance(hour);
    expect(await cloud.control.wouldOpen(lockId, "529174")).toBe(false);
  });
});

test("a page is no longer than the maker's", async () => {
  const { call } = await house();
  const asked = { pageNo: "1", pageSize: "201" };
  expect(await call("/v3/lock/listKeyboardPwd", asked)).toMatchObject({ errcode: -3 });
});

test("a gateway that is offline is named for half an hour yet, and lets nothing through", async () => {
  const { call, add, cloud, lockId } = await house();
  await cloud.control.setHubConnection(lockId, false);
  expect(await add("529174")).toMatchObject({ errcode: -3_002 });
  expect(await call("/v3/lock/queryOpenState")).toMatchObject({ errcode: -3_002 });
  expect(await call("/v3/gateway/listByLock")).toMatchObject({ list: [{ gatewayName: "Gateway" }] });
  await cloud.world.advance(hour / 2);
  expect(await call("/v3/gateway/listByLock")).toMatchObject({ list: [] });
  await cloud.control.setHub(lockId, null);
  expect(await add("529174")).toMatchObject({ errcode: -2_012 });
});

test("what happens at the lock is on record with the digits that were typed, once the lock can be read out", async () => {
  const { add, call, cloud, lockId } = await house();
  await add("529174");
  await cloud.control.setConnection(lockId, false);
  await cloud.control.enterCode(lockId, "529174");
  const range = { startDate: "0", endDate: `${cloud.world.now()}`, pageNo: "1", pageSize: "20" };
  expect(await call("/v3/lockRecord/list", range)).toMatchObject({ list: [] });
  await cloud.control.setConnection(lockId, true);
  const [record] = ((await call("/v3/lockRecord/list", range)) as { list?: object[] }).list ?? [];
  expect(record).toMatchObject({ recordType: 4, success: 1, keyboardPwd: "529174", username: "Guest" });
});

test("all of it is still so after a restart", async () => {
  const { add, call, cloud, list } = await house();
  await add("529174");
  cloud.restart();
  expect((await list()).list).toHaveLength(1);
  expect(await call("/v3/lock/list", { pageNo: "1", pageSize: "20" })).toMatchObject({ total: 1 });
});
