import { describe, expect, test } from "vitest";
import { lastLock, testCloud } from "#virtual-locks/test-cloud.ts";
import { igloohome } from "./cloud.ts";

const activity = "igloohomeapi/get-device-activity";

/** An account with a lock behind its bridge, and a token for all that its credentials can do. */
async function house() {
  const cloud = testCloud({ maker: igloohome });
  const account = await cloud.account(
    { key: "bridge", profile: "igloohome_bridge", name: "Bridge" },
    { profile: "igloohome", name: "Front door", hub: "bridge" },
  );
  const [bridge, lock] = [account.locks[0]?.lock_id ?? "", lastLock(account)];
  const send = async (path: string, init: RequestInit): Promise<Record<string, unknown>> => {
    const response = await cloud.cloud.fetch(new Request(`https://api.igloo.example${path}`, init));
    return { status: response.status, ...((await response.json()) as Record<string, unknown>) };
  };
  const token = (scope?: string, secret = "letmein") =>
    send("/oauth2/token", {
      method: "POST",
      headers: { authorization: `Basic ${Buffer.from(`${account.email}:${secret}`).toString("base64")}` },
      body: new URLSearchParams({ grant_type: "client_credentials", ...(scope !== undefined && { scope }) }),
    });
  /** A token lasts an hour, and some tests take longer. */
  const bearer = async (scope?: string) => `Bearer ${(await token(scope)).access_token}`;
  const get = async (path: string, scope?: string) =>
    send(`/igloohome${path}`, { headers: { authorization: await bearer(scope) } });
  const post = async (path: string, body: object) =>
    send(`/igloohome${path}`, {
      method: "POST",
      headers: { authorization: await bearer(), "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const job = (body: object) => post(`/devices/${lock}/jobs/bridges/${bridge}`, body);
  const make = (pin: string) => job({ jobType: 4, jobData: { accessName: "Guest", pin, pinType: 2 } });
  const end = async (jobId: unknown) => {
    const { completed, jobResponse } = await get(`/jobs/${jobId}`);
    return completed === true ? (jobResponse as { jobStatus?: number }).jobStatus : "under way";
  };
  return { cloud, lock, bridge, token, get, post, job, make, end };
}

test("a token is for all rights, or for those that are named, of which one that is not there fails all", async () => {
  const { token, get, lock } = await house();
  expect(await token(undefined, "guessed")).toMatchObject({ status: 400, error: "invalid_client" });
  expect(await token("igloohomeapi/get-devices igloohomeapi/fly")).toMatchObject({ error: "invalid_scope" });
  expect(await get(`/devices/${lock}/activity`)).toMatchObject({ status: 403 });
  expect(await get(`/devices/${lock}/activity`, activity)).toMatchObject({ status: 200, payload: [] });
  expect(await get("/devices", activity)).toMatchObject({ status: 403 });
});

test("a lock names its bridge, and nothing names its codes", async () => {
  const { get, lock, bridge } = await house();
  const linkedDevices = [{ type: "Bridge", deviceId: bridge }];
  expect(await get(`/devices/${lock}`)).toMatchObject({
    type: "Lock",
    deviceId: lock,
    linkedDevices,
    batteryLevel: 100,
  });
  expect(await get("/devices")).toMatchObject({ nextCursor: "", payload: [{ type: "Bridge" }, { type: "Lock" }] });
});

describe("a job", () => {
  test("is taken at once and done later, and the PIN opens from then on until another job deletes it", async () => {
    const { make, end, job, cloud, lock } = await house();
    const { status, jobId } = await make("529174");
    expect([status, await end(jobId)]).toEqual([200, "under way"]);
    await cloud.world.advance(10_000);
    expect([await end(jobId), await cloud.control.wouldOpen(lock, "529174")]).toEqual([0, true]);
    const deletion = await job({ jobType: 5, jobData: { pin: "529174" } });
    await cloud.world.advance(10_000);
    expect([await end(deletion.jobId), await end(jobId)]).toEqual([0, 0]);
    expect(await cloud.control.wouldOpen(lock, "529174")).toBe(false);
  });

  test("that the lock refuses fails later and gives no reason", async () => {
    const { make, end, job, cloud } = await house();
    const [first, second] = [await make("529174"), await make("529174")];
    const deletion = await job({ jobType: 5, jobData: { pin: "830461" } });
    await cloud.world.advance(10_000);
    expect([await end(first.jobId), await end(second.jobId), await end(deletion.jobId)]).toEqual([0, 2, 2]);
  });

  test("that was dropped never ends, and is in nobody's way once its own end has passed", async () => {
    const { make, end, cloud, lock } = await house();
    await cloud.control.setFaults(lock, { drop_writes: 1 });
    const { jobId } = await make("529174");
    await cloud.world.advance(2 * 3_600_000);
    expect(await end(jobId)).toBe("under way");
    const again = await make("529174");
    await cloud.world.advance(10_000);
    expect(await end(again.jobId)).toBe(0);
  });

  test("is not taken for a bridge that is offline, or that has twenty others", async () => {
    const { make, cloud, lock } = await house();
    await cloud.control.setHubConnection(lock, false);
    expect(await make("529174")).toMatchObject({ status: 406 });
    await cloud.control.setHubConnection(lock, true);
    for (let guest = 0; guest < 20; guest += 1) await make(`${100_000 + guest}`);
    expect(await make("529174")).toMatchObject({ status: 429 });
  });
});

test("an algoPIN is for whole hours, opens a lock that nothing reaches, and is the same for the same number", async () => {
  const { post, lock, cloud } = await house();
  const ask = (body: object) => post(`/devices/${lock}/algopin/hourly`, { accessName: "Guest", ...body });
  const times = { startDate: "2026-01-15T12:00:00+00:00", endDate: "2026-01-15T15:00:00+00:00" };
  const one = await ask({ variance: 1, ...times });
  expect(one).toMatchObject({ status: 200, pin: expect.stringMatching(/^\d{9}$/), pinId: expect.any(String) });
  expect(await ask({ variance: 1, ...times })).toEqual(one);
  expect((await ask({ variance: 2, ...times })).pin).not.toBe(one.pin);
  expect(await ask({ variance: 4, ...times })).toMatchObject({ status: 400 });
  expect(await ask({ variance: 3, ...times, endDate: "2026-01-15T15:30:00+00:00" })).toMatchObject({ status: 400 });
  await cloud.control.setConnection(lock, false);
  expect(await cloud.control.wouldOpen(lock, `${one.pin}`)).toBe(true);
});

test("all of it is still so after a restart, jobs under way included", async () => {
  const { make, end, cloud } = await house();
  const { jobId } = await make("529174");
  cloud.restart();
  expect(await end(jobId)).toBe("under way");
  await cloud.world.advance(10_000);
  expect(await end(jobId)).toBe(0);
});
