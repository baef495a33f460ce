import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { DeviceId } from "#domain/ids.ts";
import type { BenchLock } from "#drivers/contract/bench.ts";
import type { Tenant } from "#test/support/api-house.ts";
import { openWorkedHouse, type WorkedHouse } from "#test/support/worked-house.ts";

let world: WorkedHouse;
let rivals: Tenant;
let lock: BenchLock;
/** The first workspace's record of the lock, and the other's. */
let [ours, theirs] = ["", ""] as [DeviceId, DeviceId];

beforeAll(async () => {
  world = await openWorkedHouse("tedee");
  rivals = await world.house.newTenant("Hill House");
});
afterAll(() => world.close());

beforeEach(async () => {
  ({ lock, device: ours } = await world.newLock());
  theirs = await world.shareLock(lock, rivals);
});

const winner = () => world.clientOf(rivals).accessCodes;
const loser = () => world.seam.accessCodes;
const digits = "529174";

/** A code of the first workspace, as the other one finds it on the lock. */
async function madeAndFound(more: { starts_at?: string; ends_at?: string } = {}) {
  const made = await loser().create({ device_id: ours, name: "Guest", code: digits, ...more });
  await world.settle();
  const [found] = await winner().unmanaged.list({ device_id: theirs });
  return { made: made.access_code_id, found: found?.access_code_id ?? "" };
}

async function warningsOf(access_code_id: string) {
  return (await loser().get({ access_code_id })).warnings.map(({ warning_code }) => warning_code);
}

test("a code that another workspace manages is taken over by force, and by nothing less", async () => {
  const { made, found } = await madeAndFound();
  await expect(winner().unmanaged.convertToManaged({ access_code_id: found })).rejects.toThrow("with force");
  expect(await warningsOf(made)).toEqual([]);
  await winner().unmanaged.convertToManaged({ access_code_id: found, force: true });
  expect(await winner().get({ access_code_id: found })).toMatchObject({
    code: digits,
    is_managed: true,
    status: "set",
  });
  expect(await loser().get({ access_code_id: made })).toMatchObject({
    status: "set",
    pending_mutations: [],
    warnings: [{ warning_code: "management_transferred" }],
  });
  const { body } = await rivals.post("/events/list", { access_code_id: found });
  expect(body.events?.map((one) => one.event_type)).toContain("access_code.unmanaged.converted_to_managed");
});

test("the workspace that lost a code lets the other change and delete it", async () => {
  const { made, found } = await madeAndFound();
  await winner().unmanaged.convertToManaged({ access_code_id: found, force: true });
  await winner().update({ access_code_id: found, code: "830461" });
  await world.settle();
  expect(await lock.wouldOpen("830461")).toBe(true);
  expect(await lock.wouldOpen(digits)).toBe(false);
  await winner().delete({ access_code_id: found });
  await world.settle();
  expect(await lock.countCodes()).toBe(0);
  expect((await loser().get({ access_code_id: made })).status).toBe("unset");
  expect(await warningsOf(made)).toEqual(["management_transferred"]);
  const { body } = await world.house.tenant.post("/events/list", { access_code_id: made });
  expect(body.events?.map((one) => one.event_type.replace("access_code.", ""))).toEqual(["created", "set_on_device"]);
});

test("a code that was lost can be deleted here without touching the lock, and is then seen as anybody's", async () => {
  const { made, found } = await madeAndFound();
  await winner().unmanaged.convertToManaged({ access_code_id: found, force: true });
  await expect(loser().update({ access_code_id: made, name: "Other" })).rejects.toThrow("Another workspace manages");
  await loser().delete({ access_code_id: made });
  await world.settle();
  await expect(loser().get({ access_code_id: made })).rejects.toThrow("There is no such access code");
  expect(await lock.wouldOpen(digits)).toBe(true);
  expect(await loser().unmanaged.list({ device_id: ours })).toMatchObject([{ code: digits }]);
  expect(await winner().get({ access_code_id: found })).toMatchObject({ status: "set", warnings: [] });
});

test("a code is taken back as it was taken, and the end of a lost one is no longer seen to here", async () => {
  const hour = 3_600_000;
  const starts_at = new Date(world.bench.now()).toISOString();
  const ends_at = new Date(world.bench.now() + hour).toISOString();
  const { made, found } = await madeAndFound({ starts_at, ends_at });
  await winner().unmanaged.convertToManaged({ access_code_id: found, force: true });
  await winner().update({ access_code_id: found, ends_at: new Date(world.bench.now() + 3 * hour).toISOString() });
  await world.settle();
  await expect(loser().unmanaged.convertToManaged({ access_code_id: made })).rejects.toThrow("with force");
  await loser().unmanaged.convertToManaged({ access_code_id: made, force: true });
  expect(await warningsOf(made)).toEqual([]);
  await world.advance(2 * hour);
  await world.settle();
  expect(await lock.wouldOpen(digits)).toBe(true);
  expect((await winner().get({ access_code_id: found })).warnings).toMatchObject([
    { warning_code: "management_transferred" },
  ]);
});

test("force is no way to another workspace's codes on another lock", async () => {
  const { made } = await madeAndFound();
  await expect(winner().unmanaged.convertToManaged({ access_code_id: made, force: true })).rejects.toThrow(
    "There is no such access code",
  );
  const elsewhere = await world.bench.makeLockLike({});
  await world.shareLock(elsewhere, rivals);
  expect(await warningsOf(made)).toEqual([]);
});
