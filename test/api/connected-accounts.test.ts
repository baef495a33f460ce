import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ApiHouse, openApiHouse, type Tenant } from "#test/support/api-house.ts";

let house: ApiHouse;
let tenant: Tenant;
beforeAll(async () => {
  house = await openApiHouse();
  tenant = house.tenant;
});
afterAll(() => house.close());

const typesSince = async (of: Tenant, since: string) =>
  (await of.post("/events/list", { since })).body.events?.map((event) => event.event_type);

describe("connected accounts", () => {
  test("are listed and got", async () => {
    const { body } = await tenant.post("/connected_accounts/list");
    expect(body.connected_accounts?.map((one) => one.connected_account_id)).toEqual([tenant.account.id]);
    const got = await tenant.ask("GET", `/connected_accounts/get?connected_account_id=${tenant.account.id}`);
    expect(got.body.connected_account).toMatchObject({ account_type: tenant.account.provider, errors: [] });
  });

  test("of another workspace are not found, whatever is asked of them", async () => {
    const connected_account_id = (await house.newTenant("Elsewhere")).account.id;
    for (const verb of ["get", "update", "delete", "sync", "simulate/disconnect"]) {
      const { status, body } = await tenant.post(`/connected_accounts/${verb}`, { connected_account_id });
      expect([verb, status, body.error?.type]).toEqual([verb, 404, "connected_account_not_found"]);
    }
  });

  test("have their metadata replaced, and are found by it", async () => {
    const connected_account_id = tenant.account.id;
    await tenant.post("/connected_accounts/update", {
      connected_account_id,
      custom_metadata: { house: "7", old: true },
    });
    const { body } = await tenant.post("/connected_accounts/update", {
      connected_account_id,
      custom_metadata: { house: "8", gone: null },
      automatically_manage_new_devices: false,
    });
    expect(body.connected_account).toMatchObject({
      custom_metadata: { house: "8" },
      automatically_manage_new_devices: false,
    });
    const find = async (custom_metadata_has: object) =>
      (await tenant.post("/connected_accounts/list", { custom_metadata_has })).body.connected_accounts?.length;
    expect([await find({ house: "8" }), await find({ house: "7" })]).toEqual([1, 0]);
  });

  test("are looked through when asked", async () => {
    await house.desk.store.db.query("update connected_accounts set next_due_at = null");
    await tenant.post("/connected_accounts/sync", { connected_account_id: tenant.account.id });
    const rows = await house.desk.store.db.query("select 1 from connected_accounts where next_due_at is not null");
    expect(rows).toHaveLength(1);
  });
});

describe("a deleted account", () => {
  test("is gone with its devices, codes and events, each with an event that says so", async () => {
    const leaving = await house.newTenant("Leaving");
    const device_id = await leaving.newLock();
    await leaving.foundOnLock(device_id, { name: "Cleaner", digits: "8642" });
    const created = await leaving.post("/access_codes/create", { device_id });
    const access_code_id = created.body.access_code?.access_code_id;
    await leaving.post("/locks/lock_door", { device_id });
    const connected_account_id = leaving.account.id;
    const { status } = await leaving.ask(
      "DELETE",
      `/connected_accounts/delete?connected_account_id=${connected_account_id}`,
    );
    expect(status).toBe(200);
    expect((await leaving.post("/devices/get", { device_id })).status).toBe(404);
    expect((await leaving.post("/access_codes/get", { access_code_id })).status).toBe(404);
    expect((await leaving.post("/connected_accounts/get", { connected_account_id })).status).toBe(404);
    expect(await typesSince(leaving, "2020-01-01T00:00:00Z")).toEqual([
      "access_code.deleted",
      "device.deleted",
      "connected_account.deleted",
    ]);
    expect((await leaving.post("/connected_accounts/delete", { connected_account_id })).status).toBe(404);
  });

  test("leaves other accounts as they are", async () => {
    const one = await house.newTenant("One");
    const device_id = await one.newLock();
    const other = await house.newTenant("Other");
    await other.post("/connected_accounts/delete", { connected_account_id: other.account.id });
    expect((await one.post("/devices/get", { device_id })).status).toBe(200);
  });
});

describe("a deleted device", () => {
  test("is gone with its codes and events", async () => {
    const leaving = await house.newTenant("Leaving");
    const device_id = await leaving.newLock();
    const kept = await leaving.newLock();
    await leaving.post("/access_codes/create", { device_id });
    expect((await leaving.ask("DELETE", `/devices/delete?device_id=${device_id}`)).status).toBe(200);
    expect((await leaving.post("/devices/list")).body.devices?.map((one) => one.device_id)).toEqual([kept]);
    expect(await typesSince(leaving, "2020-01-01T00:00:00Z")).toEqual(["access_code.deleted", "device.deleted"]);
    expect((await leaving.post("/devices/delete", { device_id })).status).toBe(404);
  });
});

describe("what a caller states of a lock", () => {
  test("counts more than what its maker reports, for SmartThings' lengths of codes", async () => {
    const device_id = await tenant.newLock();
    const refused = await tenant.post("/access_codes/report_device_constraints", {
      device_id,
      supported_code_lengths: [7],
    });
    expect(refused.body.error?.type).toBe("device_type_not_supported");
    await house.desk.store.db.query(
      "update connected_accounts set provider = 'smartthings' where connected_account_id = $1",
      [tenant.account.id],
    );
    await tenant.post("/access_codes/report_device_constraints", { device_id, min_code_length: 7, max_code_length: 8 });
    const { body } = await tenant.post("/devices/get", { device_id });
    expect(body.device?.properties).toMatchObject({ supported_code_lengths: [7, 8] });
    const created = await tenant.post("/access_codes/create", { device_id });
    expect(created.body.access_code?.code).toMatch(/^\d{7,8}$/);
    expect((await tenant.post("/access_codes/create", { device_id, code: "1357" })).status).toBe(400);
  });

  test.for([
    {},
    { supported_code_lengths: [] },
    { supported_code_lengths: [3] },
    { min_code_length: 5 },
    { min_code_length: 6, max_code_length: 5 },
    { supported_code_lengths: [5], min_code_length: 5, max_code_length: 5 },
  ])("must be whole: %j", async (constraints) => {
    const device_id = await tenant.newLock();
    const { body } = await tenant.post("/access_codes/report_device_constraints", { device_id, ...constraints });
    expect(body.error?.type).toBe("invalid_input");
  });

  test("is a zone that exists, for devices of the make that is named, all or none", async () => {
    await house.desk.store.db.query(
      "update connected_accounts set provider = 'schlage' where connected_account_id = $1",
      [tenant.account.id],
    );
    const [one, other] = [await tenant.newLock({ timeZone: undefined }), await tenant.newLock({ timeZone: undefined })];
    const report = (...devices: object[]) => tenant.post("/devices/report_provider_metadata", { devices });
    const schlage = (time_zone: string) => ({ schlage_metadata: { time_zone } });
    expect((await report({ device_id: one, ...schlage("Mars/Olympus") })).status).toBe(400);
    const mixed = await report(
      { device_id: one, ...schlage("Europe/Paris") },
      { device_id: other, ultraloq_metadata: { time_zone: "Europe/Paris" } },
    );
    expect(mixed.body.error?.type).toBe("device_type_not_supported");
    const zoneOf = async (device_id: string) =>
      (await tenant.post("/devices/get", { device_id })).body.device?.location.time_zone;
    expect(await zoneOf(one)).toBeUndefined();
    await report({ device_id: one, ...schlage("Europe/Paris") });
    expect(await zoneOf(one)).toBe("Europe/Paris");
  });
});

describe("what no make that is served can do", () => {
  test.for([
    ["/locks/configure_auto_lock", { auto_lock_enabled: false }],
    ["/devices/simulate/paid_subscription", { is_expired: true }],
  ] as const)("%s is refused in a sentence", async ([path, fields]) => {
    const { status, body } = await tenant.post(path, { device_id: await tenant.newLock(), ...fields });
    expect([status, body.error?.type]).toEqual([400, "device_type_not_supported"]);
    expect((await tenant.post(path, { device_id: tenant.account.id, ...fields })).status).toBe(404);
  });
});

describe("lists of devices by what they can", () => {
  test("find those whose door opens with a code, and leave them out", async () => {
    const fresh = await house.newTenant("Flags");
    const withKeypad = await fresh.newLock();
    const without = await fresh.newLock({ hasKeypad: false });
    const find = async (fields: object) =>
      (await fresh.post("/devices/list", fields)).body.devices?.map((one) => one.device_id).sort();
    expect(await find({ include_if: ["can_unlock_with_code"] })).toEqual([withKeypad]);
    expect(await find({ exclude_if: ["can_unlock_with_code"] })).toEqual([without]);
    const both = [withKeypad, without].sort();
    expect(await find({ include_if: ["can_simulate_removal"] })).toEqual(both);
    expect(await find({ include_if: ["can_hvac_heat"] })).toEqual([]);
    expect(await find({ exclude_if: ["can_hvac_heat", "can_simulate_removal"] })).toEqual([]);
    const { body } = await fresh.post("/devices/get", { device_id: withKeypad });
    expect(body.device).toMatchObject({ can_simulate_removal: true, can_unlock_with_code: true });
  });
});
