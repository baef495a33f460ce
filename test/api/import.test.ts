import { afterAll, beforeAll, expect, test } from "vitest";
import { anyCapabilities } from "#test/support/any-capabilities.ts";
import { type ApiHouse, openApiHouse, type Tenant } from "#test/support/api-house.ts";

let house: ApiHouse;
let tenant: Tenant;
beforeAll(async () => {
  house = await openApiHouse();
  tenant = house.tenant;
});
afterAll(() => house.close());

interface Outcome {
  readonly import_key: string;
  readonly outcome: string;
  readonly access_code_id: string | null;
  readonly error: { readonly type: string; readonly data?: object; readonly validation_errors?: object } | null;
}

async function importing(codes: readonly object[], by: Tenant = tenant): Promise<readonly Outcome[]> {
  const { status, body } = await by.post("/access_codes/import", { codes });
  expect([status, body.error]).toEqual([200, undefined]);
  return (body as { outcomes?: readonly Outcome[] }).outcomes ?? [];
}

const told = (outcomes: readonly Outcome[]) => outcomes.map(({ outcome, error }) => error?.type ?? outcome);
const codesOn = async (device_id: string) =>
  (await tenant.post("/access_codes/list", { device_id })).body.access_codes ?? [];
const began = Date.now();
const hours = (count: number) => new Date(began + count * 3_600_000).toISOString();
const stay = (from: number, until: number) => ({ starts_at: hours(from), ends_at: hours(until) });

test("codes of several doors come in at once, each as a creation would have made it", async () => {
  const [front, back] = [await tenant.newLock(), await tenant.newLock()];
  const outcomes = await importing([
    { import_key: "i-1", device_id: front, name: "Ann", code: "729415" },
    { import_key: "i-2", device_id: back, name: "Ben", ...stay(1, 9) },
    { import_key: "i-3", device_id: front, name: "Cem" },
  ]);
  expect(told(outcomes)).toEqual(["created", "created", "created"]);
  expect(outcomes.map(({ import_key }) => import_key)).toEqual(["i-1", "i-2", "i-3"]);
  const single = (await tenant.post("/access_codes/create", { device_id: front, name: "Ann", code: "729416" })).body;
  const [ann] = (await codesOn(front)).filter(({ access_code_id }) => access_code_id === outcomes[0]?.access_code_id);
  const own = { access_code_id: "", code: "", created_at: "", pending_mutations: [] };
  expect({ ...ann, ...own }).toEqual({ ...single.access_code, ...own });
  const [ben] = await codesOn(back);
  expect(ben).toMatchObject({ name: "Ben", type: "time_bound", starts_at: hours(1), ends_at: hours(9) });
  const { body } = await tenant.post("/events/list", { access_code_id: ben?.access_code_id, since: hours(-1) });
  expect(body.events?.map(({ event_type }) => event_type)).toContain("access_code.created");
});

test("an import that is sent again makes no second code, and says which it made before", async () => {
  const lock = await tenant.newLock();
  const codes = [1, 2].map((n) => ({ import_key: `again-${n}`, device_id: lock, code: `48265${n}` }));
  const first = await importing(codes.slice(0, 1));
  const again = await importing([...codes, { ...codes[1], name: "Twice" }]);
  expect(told(again)).toEqual(["already_imported", "created", "already_imported"]);
  expect(again[0]?.access_code_id).toBe(first[0]?.access_code_id);
  expect(again[2]?.access_code_id).toBe(again[1]?.access_code_id);
  expect(await codesOn(lock)).toHaveLength(2);
});

test("a code that is refused stops no other, and may come again with the same key", async () => {
  const lock = await tenant.newLock({ capabilities: { ...anyCapabilities, codeLengths: [6] } });
  const found = await tenant.foundOnLock(lock, { name: "Cleaner", digits: "628193" });
  const codes = [
    { import_key: "r-1", device_id: lock, code: "1357" },
    { import_key: "r-2", device_id: lock, code: "135792" },
    { import_key: "r-3", device_id: lock, code: "135792" },
    { import_key: "r-4", device_id: lock, code: "628193" },
    { import_key: "r-5", device_id: "00000000-0000-4000-8000-000000000000" },
    { import_key: "r-6", device_id: lock, ...stay(9, 1) },
  ];
  const outcomes = await importing(codes);
  expect(told(outcomes)).toEqual([
    "invalid_input",
    "created",
    "duplicate_access_code",
    "duplicate_access_code",
    "device_not_found",
    "invalid_input",
  ]);
  expect(outcomes[0]?.error?.validation_errors).toMatchObject({ code: {} });
  expect(outcomes[2]?.error?.data).toEqual({ device_id: lock, managed_access_code_id: outcomes[1]?.access_code_id });
  expect(outcomes[3]?.error?.data).toEqual({ device_id: lock, unmanaged_access_code_id: found });
  expect(told(await importing([{ import_key: "r-1", device_id: lock, code: "246813" }]))).toEqual(["created"]);
  expect(await codesOn(lock)).toHaveLength(2);
});

test("codes of one import are admitted against each other: places, and PINs where a lock lets them be shared", async () => {
  const capabilities = { ...anyCapabilities, maxCodes: 2, sharesPinAcrossWindows: true, schedulesNatively: false };
  const lock = await tenant.newLock({ capabilities });
  const outcomes = await importing([
    { import_key: "p-1", device_id: lock, code: "729415", ...stay(1, 9) },
    { import_key: "p-2", device_id: lock, code: "729415", ...stay(20, 30) },
    { import_key: "p-3", device_id: lock, code: "729415", ...stay(8, 12) },
    { import_key: "p-4", device_id: lock, ...stay(8, 12) },
    { import_key: "p-5", device_id: lock, ...stay(8, 10) },
  ]);
  expect(told(outcomes)).toEqual([
    "created",
    "created",
    "duplicate_access_code",
    "created",
    "no_space_for_access_code_on_device",
  ]);
});

test("two who import the same codes at the same moment make each of them once", async () => {
  const locks = await Promise.all([1, 2, 3].map(() => tenant.newLock()));
  const codes = Array.from({ length: 60 }, (_, n) => ({ import_key: `both-${n}`, device_id: locks[n % 3] }));
  const both = await Promise.all([importing(codes), importing(codes.toReversed())]);
  const made = both.map((outcomes) => new Map(outcomes.map((one) => [one.import_key, one.access_code_id])));
  expect(made[0]).toEqual(new Map([...(made[1] ?? [])].reverse()));
  expect(both.flatMap(told).filter((one) => one === "created")).toHaveLength(60);
});

test("an import counts against no limit of single creations, and an import key is one workspace's own", async () => {
  const lock = await tenant.newLock({ capabilities: { ...anyCapabilities, maxCodes: 100 } });
  const codes = Array.from({ length: 30 }, (_, n) => ({ import_key: `many-${n}`, device_id: lock }));
  expect(new Set(told(await importing(codes)))).toEqual(new Set(["created"]));
  expect((await tenant.post("/access_codes/create", { device_id: lock })).status).toBe(200);
  const other = await house.newTenant("Elsewhere");
  const theirs = await importing([{ import_key: "many-0", device_id: await other.newLock() }], other);
  expect(told(theirs)).toEqual(["created"]);
  const notTheirs = await importing([{ import_key: "many-1", device_id: lock }], other);
  expect(told(notTheirs)).toEqual(["device_not_found"]);
});

test("more than a thousand codes in one call are too many, and so is a key that is too long", async () => {
  const device_id = await tenant.newLock();
  const many = Array.from({ length: 1_001 }, (_, n) => ({ import_key: `m-${n}`, device_id }));
  expect((await tenant.post("/access_codes/import", { codes: many })).status).toBe(400);
  const long = [{ import_key: "k".repeat(201), device_id }];
  expect((await tenant.post("/access_codes/import", { codes: long })).status).toBe(400);
});
