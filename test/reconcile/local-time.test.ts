import { afterAll, beforeAll, expect, test } from "vitest";
import type { BenchLock } from "#drivers/contract/bench.ts";
import { openWorkedHouse, type WorkedHouse } from "#test/support/worked-house.ts";

const minute = 60_000;
const hour = 60 * minute;
const at = (text: string) => Date.parse(text);
const iso = (when: number) => new Date(when).toISOString();

let world: WorkedHouse;

beforeAll(async () => {
  // Kwikset: minutes of the lock's own wall clock, and no window that has begun.
  world = await openWorkedHouse("kwikset");
});
afterAll(() => world.close());

async function guestAt(lock: Parameters<WorkedHouse["newLock"]>[0], startsAt: number, endsAt: number) {
  const made = await world.newLock(lock);
  await world.advance(Math.max(0, startsAt - 5 * hour - world.bench.now()));
  const { access_code_id } = await world.seam.accessCodes.create({
    device_id: made.device,
    name: "Guest",
    code: "529174",
    starts_at: iso(startsAt),
    ends_at: iso(endsAt),
  });
  await world.settle();
  return { lock: made.lock, access_code_id };
}

/** At which moments, five minutes apart, the keypad lets the guest in. */
async function opensFrom(lock: BenchLock, from: number, until: number): Promise<readonly number[]> {
  const open: number[] = [];
  for (let moment = from; moment <= until; moment += 5 * minute) {
    await world.advance(moment - world.bench.now());
    if (await lock.wouldOpen("529174")) open.push(moment);
  }
  return open;
}

test.each([
  ["the clock goes forward in it", "2026-03-29T00:20:00Z", "2026-03-29T03:40:00Z"],
  ["it ends in the hour that comes twice", "2026-10-24T22:00:00Z", "2026-10-25T01:30:00Z"],
  ["it begins in the hour that comes twice", "2027-10-31T00:30:00Z", "2027-10-31T03:30:00Z"],
  [
    "it ends in that hour, at a lock whose maker does not tell where it hangs",
    "2028-10-28T22:00:00Z",
    "2028-10-29T01:30:00Z",
  ],
])("a guest is let in all through a stay, and at most an hour around it, where %s", async (what, from, until) => {
  const [startsAt, endsAt] = [at(from), at(until)];
  expect(world.bench.now()).toBeLessThan(startsAt - 5 * hour);
  const hides_timezone = what.includes("does not tell");
  const { lock } = await guestAt({ timezone: "Europe/Vienna", hides_timezone }, startsAt, endsAt);
  const open = await opensFrom(lock, startsAt - 3 * hour, endsAt + 3 * hour);
  expect(open).toEqual(expect.arrayContaining(every(startsAt, endsAt)));
  expect(Math.min(...open)).toBeGreaterThanOrEqual(startsAt - hour);
  expect(Math.max(...open)).toBeLessThan(endsAt + hour);
});

test("a guest whose lock could not be reached until after the start is let in for the rest of the stay", async () => {
  const { lock, device } = await world.newLock({ timezone: "Europe/Vienna" });
  const startsAt = world.bench.now() + hour;
  const endsAt = startsAt + 5 * hour;
  const { access_code_id } = await world.seam.accessCodes.create({
    device_id: device,
    name: "Guest",
    code: "529174",
    starts_at: iso(startsAt),
    ends_at: iso(endsAt),
  });
  await lock.setConnection(false);
  await world.advance(2 * hour);
  await world.settle();
  await lock.setConnection(true);
  await world.settle();
  expect(await lock.wouldOpen("529174")).toBe(true);
  expect(await world.seam.accessCodes.get({ access_code_id })).toMatchObject({ status: "set", errors: [] });
  await world.settle();
  expect(await lock.countCodes()).toBe(1);
  await world.advance(endsAt - world.bench.now());
  expect(await lock.wouldOpen("529174")).toBe(false);
});

function every(from: number, until: number): number[] {
  return Array.from({ length: Math.ceil((until - from) / (5 * minute)) }, (_, step) => from + step * 5 * minute);
}
