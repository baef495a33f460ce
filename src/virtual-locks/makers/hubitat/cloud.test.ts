import { describe, expect, test } from "vitest";
import { testRuntime } from "#runtime/test-runtime.ts";
import { controlClient } from "#virtual-locks/control-client.ts";
import { memoryJournal } from "#virtual-locks/journal.ts";
import type { MakerCloud } from "#virtual-locks/maker-cloud.ts";
import { createVirtualLockCloud } from "#virtual-locks/virtual-lock-cloud.ts";
import { hubIdOf, hubitat, hubitatWith } from "./cloud.ts";

const origin = "https://hubitat.test";
const owner = { email: "owner@example.com", password: "a-token" };
const cloudPath = `api/${hubIdOf(owner.email)}/apps/1`;

type Json = Readonly<Record<string, never>>;

/** A house with a hub and a lock, and somebody who sends plain requests. */
async function home(maker: MakerCloud = hubitat) {
  const posted: unknown[] = [];
  const runtime = testRuntime({
    fetch: async (request) => {
      posted.push(await request.json());
      return new Response(null, { status: 204 });
    },
  });
  const cloud = createVirtualLockCloud({ runtime, journal: memoryJournal(), controlToken: "control", maker });
  const control = controlClient({ baseUrl: origin, token: "control", fetch: cloud.fetch });
  const hub = { profile: "hubitat_hub", name: "Hub", lock_id: "hub" };
  await control.createAccount({ ...owner, account_id: "owner", locks: [hub] });
  await control.addLock("owner", { profile: "hubitat", name: "Door", lock_id: "door", hub: "hub" });
  const get = async (path: string, { instance = cloudPath, token = owner.password } = {}) => {
    const response = await cloud.fetch(new Request(`${origin}/${instance}/${path}?access_token=${token}`));
    return { status: response.status, headers: response.headers, body: (await response.json()) as Json };
  };
  /** The value of an attribute now. */
  const value = async (name: string) => {
    const { attributes } = (await get("devices/door")).body as unknown as {
      attributes: readonly { name: string; currentValue: unknown }[];
    };
    return attributes.find((attribute) => attribute.name === name)?.currentValue;
  };
  return { control, get, posted, runtime, value };
}

test("an instance is reached by the cloud or at the hub, with its token in the address, and lists no hub", async () => {
  const { control, get } = await home();
  const door = { id: "door", label: "Door" };
  expect((await get("devices")).body).toMatchObject([door]);
  expect((await get("devices/all", { instance: "apps/api/1" })).body).toMatchObject([
    { ...door, capabilities: expect.arrayContaining(["Lock", "LockCodes"]), attributes: { battery: "100" } },
  ]);
  for (const elsewhere of [{ token: "another" }, { instance: "apps/api/2" }, { instance: "api/another/apps/1" }])
    expect((await get("devices", elsewhere)).status).toBe(401);
  await control.revokeTokens("owner");
  expect((await get("devices")).status).toBe(401);
});

describe("a code", () => {
  test("is heard at once, and shows with its digits once the lock has it", async () => {
    const { control, get, runtime, value } = await home();
    expect((await get("devices/door/setCode/2,0482,Ann")).status).toBe(200);
    expect([await value("lockCodes"), await value("codeChanged")]).toEqual(["{}", null]);
    await runtime.advance(9_000);
    expect([await value("lockCodes"), await value("codeChanged")]).toEqual([
      '{"2":{"name":"Ann","code":"0482"}}',
      "added",
    ]);
    await get("devices/door/setCode/2,1935");
    await runtime.advance(9_000);
    expect(await value("lockCodes")).toBe('{"2":{"name":"code #2","code":"1935"}}');
    expect([await control.wouldOpen("door", "0482"), await control.wouldOpen("door", "1935")]).toEqual([false, true]);
    await get("devices/door/deleteCode/2");
    await runtime.advance(9_000);
    expect([await value("lockCodes"), await value("codeChanged")]).toEqual(["{}", "deleted"]);
  });

  test.each([
    ["the PIN of another", "3,4821,Bea"],
    ["the name of another", "3,1935,Ann"],
    ["a position beyond the last", "31,1935,Bea"],
    ["no position", "x,1935,Bea"],
  ])("with %s is dropped without a word", async (_, values) => {
    const { get, runtime, value } = await home();
    await get("devices/door/setCode/2,4821,Ann");
    await runtime.advance(9_000);
    expect((await get(`devices/door/setCode/${values}`)).status).toBe(200);
    await runtime.advance(9_000);
    expect([await value("lockCodes"), await value("codeChanged")]).toEqual([
      '{"2":{"name":"Ann","code":"4821"}}',
      "added",
    ]);
  });

  test("that only the lock finds wrong is told to have failed", async () => {
    const { get, runtime, value } = await home();
    await get("devices/door/setCode/2,123,Ann");
    expect(await value("codeChanged")).toBeNull();
    await runtime.advance(9_000);
    expect(await value("codeChanged")).toBe("failed");
  });

  test("for a lock that is out of reach is heard, and lost", async () => {
    const { control, get, runtime, value } = await home();
    await control.setConnection("door", false);
    expect((await get("devices/door/setCode/2,4821,Ann")).status).toBe(200);
    await control.setConnection("door", true);
    await runtime.advance(60_000);
    expect([await value("lockCodes"), await value("codeChanged")]).toEqual(["{}", null]);
  });
});

test("a hub that encrypts shows codes to nobody", async () => {
  const { control, value } = await home(hubitatWith({ encrypts: true }));
  await control.addCode("door", { name: "Owner", digits: "1935" });
  expect(await value("lockCodes")).toMatch(/^[^{]/);
});

test("events tell who came in, newest first, and are posted to one address, without a time or a digit", async () => {
  const { control, get, posted, runtime } = await home();
  await control.addCode("door", { name: "Owner", digits: "1935" });
  for (const address of ["https://first.test/a", "https://second.test/b?c=d"])
    await get(`postURL/${encodeURIComponent(address)}`);
  await get("devices");
  await control.typeCode("door", "1935");
  await runtime.advance(1_000);
  expect((await get("devices/door/events")).body).toMatchObject([
    { device_id: "door", name: "lastCodeName", value: "Owner", date: "2026-01-15T12:00:00+0000" },
    { name: "lock", value: "unlocked" },
    { name: "codeChanged", value: "added" },
  ]);
  expect(posted).toMatchObject([
    { content: { deviceId: "door", name: "lastCodeName", value: "Owner", data: null } },
    { content: { deviceId: "door", name: "lock", value: "unlocked" } },
  ]);
  expect(JSON.stringify(posted)).not.toContain("1935");
});

test("a hub that is offline answers through no cloud, and one that is asked too often says so", async () => {
  const { control, get } = await home();
  await control.setConnection("hub", false);
  expect((await get("devices")).status).toBe(504);
  expect((await get("devices/door/lock")).status).toBe(504);
  await control.setConnection("hub", true);
  expect((await get("devices/door/bake")).status).toBe(400);
  await control.setFaults("owner", { rate_per_minute: 0 });
  const refused = await get("devices");
  expect([refused.status, Number(refused.headers.get("retry-after")) > 0]).toEqual([429, true]);
});
