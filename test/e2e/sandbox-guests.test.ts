import { afterAll, beforeAll, expect, test } from "vitest";
import { type House, openHouse, until } from "#test/support/house.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse({ further: { PINTUMBLER_SANDBOX_GUESTS: "yes" } });
}, 60_000);
afterAll(() => house.close(), 60_000);

interface Arrivals {
  readonly arrivals: readonly { readonly name: string; readonly starts_at: string }[];
  readonly summary: { readonly access_codes: number; readonly ready: number; readonly at_risk: number };
}

/** Ten codes of eight stays: all but one can be counted on, or are not due yet. */
async function opened(): Promise<Arrivals> {
  return until(async () => {
    const board = (await house.ask("/arrivals/list", { hours: 72 })) as Arrivals;
    return board.summary.ready === 7 && board.summary.at_risk === 1 && board;
  });
}

/** How many spare codes stand ready; beyond the contract, so that the client's types do not know it. */
const spares = async () => {
  const devices = (await house.seam.devices.list()) as { backup_access_code_pool?: { ready: number } | null }[];
  return devices.reduce((sum, { backup_access_code_pool: pool }) => sum + (pool?.ready ?? 0), 0);
};

test("a new sandbox opens with guests, cleaners and a day's troubles, keeps them, and has them anew once it is reset", {
  timeout: 120_000,
}, async () => {
  const first = await opened();
  expect(first.summary.access_codes).toBe(10);
  const soonest = Date.parse(first.arrivals[0]?.starts_at ?? "") - house.clock.now();
  expect(soonest).toBeLessThan(60 * 60_000);
  const devices = await house.seam.devices.list();
  expect(devices.filter(({ properties }) => !properties.online)).toHaveLength(1);
  expect(devices.filter(({ properties }) => (properties.battery_level ?? 1) < 0.2)).toHaveLength(1);
  await until(
    async () => (await house.seam.events.list({ since: "2020-01-01T00:00:00Z", event_type: "lock.unlocked" })).length,
  );
  await until(async () => (await spares()) > 0, { what: "spare codes" });

  await house.killAndRestart();
  expect((await opened()).arrivals).toHaveLength(first.arrivals.length);

  await house.seam.workspaces.resetSandbox();
  const again = await opened();
  expect(again.arrivals.map(({ name }) => name).toSorted()).toEqual(first.arrivals.map(({ name }) => name).toSorted());
  expect(house.log()).not.toContain("sandbox.guest");
});
