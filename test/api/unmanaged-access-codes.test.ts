import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { AccessCodeId, DeviceId } from "#domain/ids.ts";
import { type ApiHouse, openApiHouse, type Tenant } from "#test/support/api-house.ts";
import { ableLock } from "#test/support/domain-values.ts";

let house: ApiHouse;
let tenant: Tenant;
let lock: DeviceId;
let cleaner: AccessCodeId;

beforeAll(async () => {
  house = await openApiHouse();
  tenant = house.tenant;
});
beforeEach(async () => {
  lock = await tenant.newLock();
  cleaner = await tenant.foundOnLock(lock, { name: "Cleaner", digits: "8080" });
});
afterAll(() => house.close());

const idsOf = (codes: readonly { access_code_id: string }[] | undefined) =>
  codes?.map(({ access_code_id }) => access_code_id);

describe("a code that was found on a lock", () => {
  test("is listed as unmanaged, and among managed codes not", async () => {
    const { body } = await tenant.ask("GET", `/access_codes/unmanaged/list?device_id=${lock}&_strict=true`);
    expect(body.access_codes).toMatchObject([
      {
        access_code_id: cleaner,
        name: "Cleaner",
        code: "8080",
        is_managed: false,
        status: "set",
        appearance: { name: "Cleaner" },
      },
    ]);
    expect(body.pagination).toMatchObject({ has_next_page: false });
    expect((await tenant.post("/access_codes/list", { device_id: lock })).body.access_codes).toEqual([]);
    expect((await tenant.post("/access_codes/get", { access_code_id: cleaner })).status).toBe(404);
    expect((await tenant.post("/access_codes/unmanaged/list")).body.error?.message).toBe("device_id is required");
  });

  test("is got by its id, and by its digits on its device", async () => {
    const byId = await tenant.post("/access_codes/unmanaged/get", { access_code_id: cleaner });
    const byDigits = await tenant.ask("GET", `/access_codes/unmanaged/get?device_id=${lock}&code=8080`);
    expect(byDigits.body.access_code).toEqual(byId.body.access_code);
  });

  test("is not seen by sessions, which nobody has", async () => {
    const { body } = await tenant.post("/access_codes/unmanaged/list", { device_id: lock, user_identifier_key: "ann" });
    expect(body.access_codes).toEqual([]);
  });

  test("says what cannot be done with it where the lock forbids it", async () => {
    const capabilities = { ...ableLock, convertsUnmanaged: false, deletesUnmanaged: false };
    const strict = await tenant.newLock({ capabilities });
    const access_code_id = await tenant.foundOnLock(strict, { name: "Owner", digits: "9090" });
    expect((await tenant.post("/access_codes/unmanaged/get", { access_code_id })).body.access_code).toMatchObject({
      cannot_be_managed: true,
      cannot_delete_unmanaged_access_code: true,
    });
    expect((await tenant.post("/access_codes/unmanaged/convert_to_managed", { access_code_id })).status).toBe(400);
    expect((await tenant.post("/access_codes/unmanaged/delete", { access_code_id })).status).toBe(400);
  });

  test.for([
    ["/access_codes/unmanaged/convert_to_managed", {}],
    ["/access_codes/unmanaged/update", { is_managed: true }],
  ] as const)("is kept from then on after %s", async ([path, more]) => {
    const asked = { access_code_id: cleaner, is_external_modification_allowed: true, ...more };
    const headers = { "content-type": "application/json" };
    const { status, body } = await tenant.ask("PATCH", path, { body: JSON.stringify(asked), headers });
    expect([status, body]).toEqual([200, { ok: true }]);
    expect((await tenant.post("/access_codes/get", { access_code_id: cleaner })).body.access_code).toMatchObject({
      is_managed: true,
      name: "Cleaner",
      code: "8080",
      is_external_modification_allowed: true,
    });
    expect((await tenant.post(path, asked)).status).toBe(404);
  });

  test("is not made unmanaged by the address that manages it", async () => {
    const { body } = await tenant.post("/access_codes/unmanaged/update", {
      access_code_id: cleaner,
      is_managed: false,
    });
    expect(body.error?.validation_errors?.is_managed).toEqual({
      _errors: ["Must be true: /access_codes/update makes a code unmanaged"],
    });
  });

  test("is deleted with POST or DELETE", async () => {
    const other = await tenant.foundOnLock(lock, { name: "Gardener", digits: "7070" });
    const posted = await tenant.post("/access_codes/unmanaged/delete", { access_code_id: cleaner });
    const deleted = await tenant.ask("DELETE", `/access_codes/unmanaged/delete?access_code_id=${other}&_strict=true`);
    for (const { status, body } of [posted, deleted]) {
      expect([status, body.action_attempt?.action_type]).toEqual([200, "DELETE_ACCESS_CODE"]);
    }
  });

  test("comes in pages", async () => {
    const gardener = await tenant.foundOnLock(lock, { name: "Gardener", digits: "7070" });
    const first = await tenant.post("/access_codes/unmanaged/list", { device_id: lock, limit: 1 });
    const page_cursor = first.body.pagination?.next_page_cursor;
    const second = await tenant.post("/access_codes/unmanaged/list", { device_id: lock, limit: 1, page_cursor });
    expect(new Set([...(idsOf(first.body.access_codes) ?? []), ...(idsOf(second.body.access_codes) ?? [])])).toEqual(
      new Set([cleaner, gardener]),
    );
  });
});

test("a managed code that we let go of stays on the lock as an unmanaged one", async () => {
  await tenant.post("/access_codes/unmanaged/convert_to_managed", { access_code_id: cleaner });
  expect((await tenant.post("/access_codes/update", { access_code_id: cleaner, is_managed: false })).status).toBe(200);
  expect(idsOf((await tenant.post("/access_codes/unmanaged/list", { device_id: lock })).body.access_codes)).toEqual([
    cleaner,
  ]);
});
