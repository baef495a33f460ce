import { afterAll, beforeAll, expect, test } from "vitest";
import type { WireDoor, WireUnmanagedAccessCode } from "#api/contract/wire.ts";
import type { DeviceId } from "#domain/ids.ts";
import { type ApiHouse, openApiHouse } from "#test/support/api-house.ts";

let now = Date.UTC(2026, 11, 1, 12);
let house: ApiHouse;
let front: DeviceId;
let gate: DeviceId;

beforeAll(async () => {
  house = await openApiHouse({ runtime: { now: () => now } });
  const { tenant } = house;
  front = await tenant.newLock();
  gate = await tenant.newLock();
  await create({ device_id: front, name: "Grace Hopper", code: "72941" });
  await create({ device_id: gate, name: "Alan Kay", code: "72941" });
  now += 1_000;
  await tenant.post("/access_codes/create_multiple", { device_ids: [front, gate], name: "Grace at both" });
  now += 1_000;
  await tenant.foundOnLock(gate, { name: "Old cleaner", digits: "4826" });
});
afterAll(() => house.close());

async function create(asked: object): Promise<void> {
  now += 1_000;
  await house.tenant.post("/access_codes/create", asked);
}

async function search(asked: object, tenant = house.tenant) {
  const { status, body } = await tenant.post("/access_codes/search", asked);
  expect(status).toBe(200);
  const { unmanaged_access_codes: unmanaged = [], doors = [] } = body as {
    readonly unmanaged_access_codes?: readonly WireUnmanagedAccessCode[];
    readonly doors?: readonly WireDoor[];
  };
  return { managed: body.access_codes ?? [], unmanaged, doors, pagination: body.pagination };
}

test("codes of all doors are listed newest first, with the doors that they are of", async () => {
  const { managed, unmanaged, doors } = await search({});
  expect(managed.map(({ name }) => name).slice(-2)).toEqual(["Alan Kay", "Grace Hopper"]);
  expect(managed).toHaveLength(4);
  expect(unmanaged.map(({ name }) => name)).toEqual(["Old cleaner"]);
  expect(doors.map(({ device_id }) => device_id).sort()).toEqual([front, gate].sort());
});

test("part of a name, whatever its case, and part of an id find a code", async () => {
  expect((await search({ search: "gRACE" })).managed).toHaveLength(3);
  const [code] = (await search({ search: "alan" })).managed;
  expect((await search({ search: code?.access_code_id.slice(3, 20) })).managed).toEqual([code]);
  expect((await search({ access_code_ids: [code?.access_code_id] })).managed).toEqual([code]);
});

test("all digits of a PIN find it at every door, and some of them find nothing", async () => {
  const found = await search({ search: "72941" });
  expect(found.managed.map(({ name }) => name)).toEqual(["Alan Kay", "Grace Hopper"]);
  expect((await search({ search: "72941", device_id: gate })).managed.map(({ name }) => name)).toEqual(["Alan Kay"]);
  expect((await search({ search: "4826" })).unmanaged.map(({ name }) => name)).toEqual(["Old cleaner"]);
  const { managed } = await search({ search: "7294" });
  expect(managed.filter(({ access_code_id: id }) => !id.includes("7294"))).toEqual([]);
});

test("linked codes are found by what links them, and those that are kept apart from those that are not", async () => {
  const key = (await search({ search: "grace at both" })).managed[0]?.common_code_key;
  expect((await search({ common_code_key: key })).managed).toHaveLength(2);
  expect((await search({ is_managed: false })).managed).toEqual([]);
  expect((await search({ is_managed: true })).unmanaged).toEqual([]);
});

test("pages follow one another without a gap", async () => {
  const all = (await search({ is_managed: true })).managed.map(({ access_code_id: id }) => id);
  const paged: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await search({ is_managed: true, limit: 3, ...(cursor == null ? {} : { page_cursor: cursor }) });
    paged.push(...page.managed.map(({ access_code_id: id }) => id));
    cursor = page.pagination?.next_page_cursor;
  } while (cursor != null);
  expect(paged).toEqual(all);
});

test("another workspace's codes are not found", async () => {
  const stranger = await house.newTenant("Strangers");
  expect(await search({ search: "grace" }, stranger)).toMatchObject({ managed: [], unmanaged: [], doors: [] });
  expect((await search({ device_id: front }, stranger)).managed).toEqual([]);
});
