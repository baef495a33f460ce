import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorkedHouse, type WorkedHouse } from "#test/support/worked-house.ts";

const hour = 60 * 60_000;

let world: WorkedHouse;
beforeAll(async () => {
  world = await openWorkedHouse("schlage");
});
afterAll(() => world.close());

test("a device shows up to when its codes stay right with no server", async () => {
  const { device } = await world.newLock();
  const { post } = world.house.tenant;
  const horizon = async () => {
    await world.settle();
    return (await post("/devices/get", { device_id: device })).body.device?.autonomy_horizon?.ends_at;
  };
  const iso = (at: number) => new Date(at).toISOString();
  const create = (wish: object) => post("/access_codes/create", { device_id: device, ...wish });
  expect(await horizon()).toBeNull();

  const now = world.bench.now();
  await create({ name: "Cleaner", prefer_native_scheduling: true });
  await create({ name: "Guest", starts_at: iso(now + hour), ends_at: iso(now + 30 * hour) });
  expect(await horizon()).toBeNull();

  const nextWeek = now + 7 * 24 * hour;
  await create({ name: "Next guest", starts_at: iso(nextWeek), ends_at: iso(nextWeek + hour) });
  expect(Date.parse((await horizon()) ?? "")).toBe(nextWeek);
});
