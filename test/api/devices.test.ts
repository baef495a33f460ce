import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DeviceId } from "#domain/ids.ts";
import { type ApiHouse, openApiHouse, type Tenant } from "#test/support/api-house.ts";

let house: ApiHouse;
let tenant: Tenant;
let front: DeviceId;
let back: DeviceId;
let hub: DeviceId;
let foreign: DeviceId;

beforeAll(async () => {
  house = await openApiHouse();
  tenant = house.tenant;
  front = await tenant.newLock({ name: "Front door" });
  back = await tenant.newLock({ name: "Back door", disconnected: "hub_disconnected", batteryLevel: 0.05 });
  hub = await tenant.newLock({ name: "Hub", kind: "hub", deviceType: "maker_hub" });
  foreign = await tenant.newLock({ name: "Cellar" }, { isManaged: false });
});
afterAll(() => house.close());

const idsOf = (devices: readonly { device_id: string }[] | undefined) => devices?.map(({ device_id }) => device_id);

describe("devices", () => {
  test("are the managed locks; hubs have no place in the contract", async () => {
    for (const path of ["/devices/list", "/locks/list"]) {
      expect(idsOf((await tenant.ask("GET", path)).body.devices)).toEqual([front, back]);
    }
    const { body } = await tenant.post("/locks/list");
    expect(body.locks).toEqual(body.devices);
    expect((await tenant.post("/devices/get", { device_id: hub })).body.error?.type).toBe("device_not_found");
  });

  test("that are only listed are found under unmanaged, and only there", async () => {
    expect(idsOf((await tenant.post("/devices/unmanaged/list")).body.devices)).toEqual([foreign]);
    expect((await tenant.post("/devices/unmanaged/get", { device_id: foreign })).body.device).toMatchObject({
      device_id: foreign,
      is_managed: false,
    });
    expect((await tenant.post("/devices/get", { device_id: foreign })).status).toBe(404);
    expect((await tenant.post("/devices/unmanaged/get", { device_id: front })).status).toBe(404);
  });

  test("are got by id or by name", async () => {
    expect((await tenant.ask("GET", `/devices/get?device_id=${front}`)).body.device?.display_name).toBe("Front door");
    expect((await tenant.post("/devices/get", { name: "Back door" })).body.device?.device_id).toBe(back);
    const { body } = await tenant.post("/locks/get", { device_id: front });
    expect(body.lock).toEqual(body.device);
    expect((await tenant.post("/devices/get")).body.error?.message).toBe("Either 'device_id' or 'name' is required");
  });

  test("say what they are, what they can and what is wrong with them", async () => {
    expect((await tenant.post("/devices/get", { device_id: front })).body.device).toMatchObject({
      device_type: "schlage_lock",
      can_program_online_access_codes: true,
      can_remotely_unlock: true,
      location: { time_zone: "Europe/Berlin" },
      properties: {
        online: true,
        locked: true,
        battery: { level: 0.9, status: "full" },
        supported_code_lengths: [4, 5, 6],
        max_active_codes_supported: 20,
        has_native_entry_events: true,
        model: { has_built_in_keypad: true },
      },
      errors: [],
    });
    const away = (await tenant.post("/devices/get", { device_id: back })).body.device;
    expect(away).toMatchObject({
      properties: { online: false },
      errors: [{ error_code: "hub_disconnected", is_device_error: true }],
    });
    expect(away?.properties).not.toHaveProperty("battery");
  });

  test.for<[object, string]>([
    [{ search: "front" }, "front"],
    [{ device_type: "schlage_lock", device_types: ["schlage_lock", "yale_lock"] }, "both"],
    [{ device_type: "yale_lock" }, "none"],
    [{ device_types: ["ecobee_thermostat"] }, "none"],
    [{ include_if: ["can_remotely_lock"] }, "both"],
    [{ exclude_if: ["can_program_online_access_codes"] }, "none"],
    [{ include_if: ["can_hvac_heat"] }, "none"],
    [{ created_before: "2020-01-01T00:00:00Z" }, "none"],
    [{ created_before: "2090-01-01T00:00:00+0000" }, "both"],
    [{ customer_ids: ["00000000-0000-4000-8000-000000000000"] }, "none"],
    [{ space_id: "00000000-0000-4000-8000-000000000000" }, "none"],
    [{ unstable_location_id: null }, "both"],
    [{ connected_account_id: "00000000-0000-4000-8000-000000000000" }, "none"],
  ])("narrowed by %o are %s", async ([filter, expected]) => {
    const all: Record<string, readonly DeviceId[]> = { front: [front], both: [front, back], none: [] };
    const { status, body } = await tenant.post("/devices/list", filter);
    expect([status, idsOf(body.devices)]).toEqual([200, all[expected]]);
  });

  test("of a type or maker that the contract does not know cannot be asked for", async () => {
    for (const filter of [{ device_type: "toaster" }, { manufacturer: "acme" }, { include_if: ["can_fly"] }]) {
      expect((await tenant.post("/devices/list", filter)).status).toBe(400);
    }
    expect((await tenant.post("/locks/list", { device_type: "ecobee_thermostat" })).status).toBe(400);
  });

  test("come in pages", async () => {
    const { body } = await tenant.ask("GET", "/devices/list?limit=1&_strict=true");
    const { pathname, search } = new URL(body.pagination?.next_page_url ?? "");
    const next = await tenant.ask("GET", pathname + search);
    expect([idsOf(body.devices), idsOf(next.body.devices)]).toEqual([[front], [back]]);
    expect(next.body.pagination).toEqual({ next_page_cursor: null, has_next_page: false, next_page_url: null });
  });
});

describe("changing a device", () => {
  test("gives it a name, and null takes the maker's again", async () => {
    const lock = await tenant.newLock({ name: "As made" });
    const shown = async () => (await tenant.post("/devices/get", { device_id: lock })).body.device;
    await tenant.post("/devices/update", { device_id: lock, name: "Ours" });
    expect(await shown()).toMatchObject({ display_name: "Ours", nickname: "Ours", properties: { name: "As made" } });
    await tenant.post("/devices/update", { device_id: lock, properties: { name: null } });
    expect(await shown()).toMatchObject({ display_name: "As made" });
  });

  test("merges its metadata, and finds it by them", async () => {
    const lock = await tenant.newLock();
    const headers = { "content-type": "application/json" };
    const update = (custom_metadata: object) =>
      tenant.ask("PATCH", "/devices/update", { body: JSON.stringify({ device_id: lock, custom_metadata }), headers });
    await update({ floor: "2", vip: true, old: "x" });
    await update({ old: null });
    expect((await tenant.post("/devices/get", { device_id: lock })).body.device?.custom_metadata).toEqual({
      floor: "2",
      vip: true,
    });
    const found = await tenant.ask(
      "GET",
      "/devices/list?custom_metadata_has.floor=2&custom_metadata_has.vip=true&_strict=true",
    );
    expect(idsOf(found.body.devices)).toEqual([lock]);
    for (const wrong of [{ "a.b": "x" }, { a: "x".repeat(501) }, { ["k".repeat(41)]: "x" }, { a: 1 }]) {
      expect((await update(wrong)).status).toBe(400);
    }
  });

  test("lets it go, and takes it back", async () => {
    const lock = await tenant.newLock();
    await tenant.post("/devices/update", { device_id: lock, is_managed: false });
    expect((await tenant.post("/devices/get", { device_id: lock })).status).toBe(404);
    expect((await tenant.post("/devices/update", { device_id: lock })).body.error?.type).toBe("device_unmanaged");
    expect((await tenant.post("/devices/unmanaged/update", { device_id: lock, is_managed: false })).status).toBe(400);
    expect((await tenant.post("/devices/unmanaged/update", { device_id: lock, is_managed: true })).status).toBe(200);
    expect(
      (await tenant.post("/devices/unmanaged/update", { device_id: lock, is_managed: true })).body.error?.type,
    ).toBe("device_managed");
    expect((await tenant.post("/devices/get", { device_id: lock })).status).toBe(200);
  });
});

describe("makers", () => {
  test("are those that the workspace has accounts with", async () => {
    const { body } = await tenant.ask("GET", "/devices/list_device_providers?provider_category=consumer_smartlocks");
    expect(body.device_providers).toMatchObject([{ device_provider_name: "schlage" }]);
    expect(
      (await tenant.post("/devices/list_device_providers", { provider_category: "thermostats" })).body.device_providers,
    ).toEqual([]);
    expect((await tenant.post("/devices/list_device_providers", { provider_category: "cars" })).status).toBe(400);
  });
});
