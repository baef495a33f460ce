import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { WirePlaces } from "#api/contract/places.ts";
import type { DeviceId } from "#domain/ids.ts";
import { openWorkedHouse, type WorkedHouse } from "#test/support/worked-house.ts";

const hour = 60 * 60_000;

let world: WorkedHouse;
beforeAll(async () => {
  world = await openWorkedHouse("schlage");
});
afterAll(() => world.close());

const iso = (at: number) => new Date(at).toISOString();

async function placesOf(device_id: DeviceId): Promise<WirePlaces> {
  const { body } = await world.house.tenant.post("/devices/get_places", { device_id });
  return (body as { places?: WirePlaces }).places as WirePlaces;
}

describe("the places of a lock", () => {
  test("show what stands on it, what is to come, and what somebody else put there, without a PIN", async () => {
    const { device, lock } = await world.newLock();
    const { post } = world.house.tenant;
    const now = world.bench.now();
    const create = (wish: object) => post("/access_codes/create", { device_id: device, ...wish });
    await create({ name: "Cleaner", code: "1357" });
    await create({ name: "Next week", code: "2468", starts_at: iso(now + 200 * hour), ends_at: iso(now + 224 * hour) });
    await world.bench.control.addCode(lock.id, { name: "Owner", digits: "8642" });
    await world.settle();

    const places = await placesOf(device);
    const named = (name: string) => places.access_codes.find((code) => code.name === name);
    expect(named("Cleaner")).toMatchObject({
      taken_by: "guest",
      on_lock: { state: "on_lock", starts_at: null },
      readiness: { is_ready: true },
      due_at: null,
    });
    expect(named("Next week")).toMatchObject({
      taken_by: "guest",
      on_lock: null,
      due_at: iso(now + (200 - 72) * hour),
      readiness: { mark: "scheduled" },
    });
    expect(named("Owner")).toMatchObject({ taken_by: "unmanaged", on_lock: { state: "on_lock" }, readiness: null });
    expect(places.taken).toEqual({ guest: 1, backup: 0, unmanaged: 1, unreadable: 0 });
    expect(places.free).toBe((places.capacity ?? 0) - 2);
    expect(places.full).toBeNull();
    expect(places.most).toEqual({ at: iso(now + 128 * hour), codes: 3 });
    expect(JSON.stringify(places)).not.toMatch(/1357|2468|8642/);
  });

  test("keep who had one lately, for whoever looks back", async () => {
    const { device } = await world.newLock();
    const { post } = world.house.tenant;
    const made = await post("/access_codes/create", { device_id: device, name: "Leaver" });
    await world.settle();
    await post("/access_codes/delete", { access_code_id: made.body.access_code?.access_code_id });
    await world.settle();
    const [left, ...others] = (await placesOf(device)).access_codes;
    expect(others).toEqual([]);
    expect(left).toMatchObject({ name: "Leaver", on_lock: null, was_confirmed: true, readiness: null });
    expect(Date.parse(left?.gone_at ?? "")).toBeLessThanOrEqual(world.bench.now());
    const asked = { device_id: device, gone_since: iso(world.bench.now() + hour) };
    expect((await post("/devices/get_places", asked)).body).toMatchObject({ places: { access_codes: [] } });
  });

  test("are another workspace's own", async () => {
    const { device } = await world.newLock();
    const other = await world.house.newTenant("Next door");
    expect((await other.post("/devices/get_places", { device_id: device })).status).toBe(404);
  });
});
