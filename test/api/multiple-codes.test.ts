import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { anyCapabilities } from "#test/support/any-capabilities.ts";
import { type ApiHouse, openApiHouse, type Tenant } from "#test/support/api-house.ts";

let house: ApiHouse;
let tenant: Tenant;
beforeAll(async () => {
  house = await openApiHouse();
  tenant = house.tenant;
});
afterAll(() => house.close());

const json = { "content-type": "application/json" };
const put = (path: string, body: unknown, headers = {}) =>
  tenant.ask("PUT", path, { body: JSON.stringify(body), headers: { ...json, ...headers } });
const create = (body: object) => put("/access_codes/create_multiple", body);
const locks = (count: number) => Promise.all(Array.from({ length: count }, () => tenant.newLock()));
const fixed = (...codeLengths: number[]) => ({ capabilities: { ...anyCapabilities, codeLengths } });
const providerChooses = {
  capabilities: { ...anyCapabilities, constraints: [{ type: "cannot_specify_pin_code" as const }] },
};
const codesOn = async (device_id: string) => (await tenant.post("/access_codes/list", { device_id })).body.access_codes;

describe("codes on several devices", () => {
  test("share one PIN and one key", async () => {
    const device_ids = await locks(3);
    const { body } = await create({ device_ids, name: "Cleaner" });
    const codes = body.access_codes ?? [];
    expect(codes.map((code) => code.device_id)).toEqual(device_ids);
    expect(new Set(codes.map((code) => code.code)).size).toBe(1);
    expect(new Set(codes.map((code) => code.common_code_key)).size).toBe(1);
    expect(codes[0]?.common_code_key).toMatch(/^auto_set_by_create_multiple_/);
  });

  test("have a PIN that every one of them takes", async () => {
    const device_ids = await Promise.all([tenant.newLock(fixed(4, 5, 6)), tenant.newLock(fixed(6, 7))]);
    const { body } = await create({ device_ids });
    expect(body.access_codes?.map((code) => code.code?.length)).toEqual([6, 6]);
  });

  test("are linked by nothing where the caller chose the PIN, as documented", async () => {
    const { body } = await create({ device_ids: await locks(2), code: "729415" });
    expect(body.access_codes?.map((code) => [code.code, code.common_code_key])).toEqual([
      ["729415", null],
      ["729415", null],
    ]);
  });

  test("are all there or none is: one device that cannot share undoes the rest", async () => {
    const [first = ""] = await locks(1);
    const other = await tenant.newLock(providerChooses);
    const refused = await create({ device_ids: [first, other] });
    expect([refused.status, refused.body.error?.data]).toEqual([400, { device_id: other }]);
    expect(await codesOn(first)).toEqual([]);
  });

  test("give the device that cannot share a code of its own, where that is asked for", async () => {
    const [first = ""] = await locks(1);
    const short = await tenant.newLock(fixed(4));
    const third = await tenant.newLock(fixed(8));
    const device_ids = [first, short, third];
    const { body } = await create({ device_ids, behavior_when_code_cannot_be_shared: "create_random_code" });
    const codes = body.access_codes ?? [];
    expect(codes[0]?.code).toBe(codes[1]?.code);
    expect(codes[2]?.code).toHaveLength(8);
    expect(codes[2]?.common_code_key).toBeNull();
  });

  test("are refused with the duplicate's name where the PIN is on one of them", async () => {
    const [first = "", second = ""] = await locks(2);
    await tenant.post("/access_codes/create", { device_id: second, code: "729415" });
    const { status, body } = await create({ device_ids: [first, second], code: "729415" });
    expect([status, body.error?.type]).toEqual([409, "duplicate_access_code"]);
    expect(await codesOn(first)).toEqual([]);
  });

  test("are not found on a device of another workspace", async () => {
    const elsewhere = await (await house.newTenant("Elsewhere")).newLock();
    const [first = ""] = await locks(1);
    expect((await create({ device_ids: [first, elsewhere] })).body.error?.type).toBe("device_not_found");
  });
});

describe("the same PUT again, as the official client sends it after a time-out", () => {
  test("gives the same codes, also where both are under way at once", async () => {
    const device_ids = await locks(2);
    const asked = { device_ids, name: "Guest" };
    const answers = await Promise.all([create(asked), create(asked), create(asked)]);
    answers.push(await create(asked));
    const ids = answers.map(({ body }) => body.access_codes?.map((code) => code.access_code_id));
    expect(new Set(ids.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(await codesOn(device_ids[0] ?? "")).toHaveLength(1);
  });

  test("is another request where it asks for something else", async () => {
    const device_ids = await locks(1);
    await create({ device_ids, name: "Guest" });
    await create({ device_ids, name: "Another guest" });
    expect(await codesOn(device_ids[0] ?? "")).toHaveLength(2);
  });

  test("is another request as a POST", async () => {
    const device_ids = await locks(1);
    await tenant.post("/access_codes/create_multiple", { device_ids });
    await tenant.post("/access_codes/create_multiple", { device_ids });
    expect(await codesOn(device_ids[0] ?? "")).toHaveLength(2);
  });
});

describe("changing codes by their key", () => {
  test("changes all of them", async () => {
    const device_ids = await locks(3);
    const { body } = await create({ device_ids });
    const common_code_key = body.access_codes?.[0]?.common_code_key;
    const times = { starts_at: "2030-01-01T10:00:00.000Z", ends_at: "2030-01-02T10:00:00.000Z" };
    expect(
      (await tenant.post("/access_codes/update_multiple", { common_code_key, name: "Stay", ...times })).status,
    ).toBe(200);
    for (const device of device_ids) {
      expect(await codesOn(device)).toMatchObject([{ name: "Stay", type: "time_bound", ...times }]);
    }
  });

  test("changes none where one of them refuses", async () => {
    const device_ids = await locks(2);
    const { body } = await create({ device_ids, name: "Before" });
    const common_code_key = body.access_codes?.[0]?.common_code_key;
    const { status } = await tenant.post("/access_codes/update_multiple", {
      common_code_key,
      name: "After",
      ends_at: "2030-01-02T10:00:00.000Z",
    });
    expect(status).toBe(400);
    for (const device of device_ids) expect(await codesOn(device)).toMatchObject([{ name: "Before" }]);
  });

  test("finds nothing under a key of another workspace", async () => {
    const { body } = await create({ device_ids: await locks(1) });
    const other = await house.newTenant("Elsewhere");
    const common_code_key = body.access_codes?.[0]?.common_code_key;
    expect((await other.post("/access_codes/update_multiple", { common_code_key, name: "X" })).status).toBe(404);
  });
});

describe("an Idempotency-Key", () => {
  const post = (body: object, key: string, who = tenant) =>
    who.ask("POST", "/access_codes/create", {
      body: JSON.stringify(body),
      headers: { ...json, "idempotency-key": key },
    });

  test("makes a code once, however often it is sent and however many at once", async () => {
    const device_id = await tenant.newLock();
    const answers = await Promise.all(Array.from({ length: 5 }, () => post({ device_id, name: "Guest" }, "stay-1")));
    answers.push(await post({ device_id, name: "Guest" }, "stay-1"));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(await codesOn(device_id)).toHaveLength(1);
  });

  test("is refused for another request", async () => {
    const device_id = await tenant.newLock();
    await post({ device_id, name: "Guest" }, "stay-2");
    const { status, body } = await post({ device_id, name: "Another" }, "stay-2");
    expect([status, body.error?.type]).toEqual([409, "idempotency_key_reused"]);
    expect(await codesOn(device_id)).toHaveLength(1);
  });

  test("is a workspace's own", async () => {
    const other = await house.newTenant("Elsewhere");
    const here = await post({ device_id: await tenant.newLock() }, "stay-3");
    const there = await post({ device_id: await other.newLock() }, "stay-3", other);
    expect([here.status, there.status]).toEqual([200, 200]);
  });

  test("keeps no refusal: what was refused may be granted later", async () => {
    const device_id = await tenant.newLock({}, { isManaged: false });
    expect((await post({ device_id }, "stay-4")).status).toBe(400);
    await tenant.post("/devices/unmanaged/update", { device_id, is_managed: true });
    expect((await post({ device_id }, "stay-4")).status).toBe(200);
  });

  test("keeps its answer unreadable: no PIN is in the table", async () => {
    const device_id = await tenant.newLock();
    await post({ device_id, code: "83651947" }, "stay-5");
    const rows = await house.desk.store.db.query<{ line: string }>(
      "select k::text as line, encode(sealed_answer, 'escape') as text from kept_answers k",
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain("83651947");
  });

  test("must be something that a header can hold", async () => {
    expect((await post({ device_id: await tenant.newLock() }, "two words")).body.error?.type).toBe("invalid_input");
  });
});

describe("limits at the door", () => {
  test("answer 429 with the seconds until it may be asked again", async () => {
    const device_id = await tenant.newLock();
    for (let count = 0; count < 10; count += 1) await tenant.post("/access_codes/create", { device_id });
    const { status, headers, body } = await tenant.post("/access_codes/create", { device_id });
    expect([status, body.error?.type, body.error?.data]).toEqual([429, "too_many_requests", { device_id }]);
    const seconds = Number(headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(50);
    expect(seconds).toBeLessThanOrEqual(60);
  });
});
