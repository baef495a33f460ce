import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { DeviceId } from "#domain/ids.ts";
import type { BenchLock } from "#drivers/contract/bench.ts";
import type { Driver } from "#drivers/driver.ts";
import { LeaseLost } from "#store/leases.ts";
import { openWorkedHouse, type WorkedHouse } from "#test/support/worked-house.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const iso = (at: number) => new Date(at).toISOString();
const type = "access_code.backup_access_code_pulled";

let world: WorkedHouse;
let lock: BenchLock;
let device: DeviceId;

beforeEach(async () => {
  // Native windows, digits that can be read, changes in place.
  world = await openWorkedHouse("tedee");
  ({ lock, device } = await world.newLock());
  await world.advance(hour - (world.bench.now() % hour));
  await update({ backup_access_code_pool_enabled: true, backup_access_code_fail_over_lead_minutes: 30 });
  await world.settle();
  expect(await pool()).toMatchObject({ ready: 2, pulled: 0, low_since: null });
});

afterEach(() => world.close());

describe("a guest whose code is at risk half an hour before its start has a spare code pulled", () => {
  test("where the lock loses everything that it is told", async () => {
    await world.bench.control.setFaults(lock.id, { drop_writes: 1_000 });
    const code = await stayIn(2 * hour);
    await world.live(89 * minute);
    expect(await pulls()).toEqual([]);
    await world.live(2 * minute);
    const [pulled, ...more] = await pulls();
    expect(more).toEqual([]);
    expect(pulled).toMatchObject({
      access_code_id: code.access_code_id,
      device_id: device,
      is_automatic: true,
      reason: "late",
      message: expect.stringMatching(/\.$/),
    });
    const backup = await backupOf(code.access_code_id);
    expect(pulled?.backup_access_code_id).toBe(backup.access_code_id);
    expect(backup).toMatchObject({ is_backup: true, status: "set", ends_at: code.ends_at });
    expect(await lock.wouldOpen(backup.code ?? "")).toBe(true);
  });

  test("where the lock is out of reach, for it stands there already", async () => {
    await lock.setConnection(false);
    const code = await stayIn(2 * hour);
    await world.live(92 * minute);
    expect(await pulls()).toMatchObject([{ access_code_id: code.access_code_id, reason: "late" }]);
    expect(await lock.wouldOpen((await backupOf(code.access_code_id)).code ?? "")).toBe(true);
  });

  test("where the account is shut out", async () => {
    const code = await stayIn(2 * hour);
    await world.house.desk.store.db.query("update connected_accounts set disconnected_since = $1", [
      iso(world.bench.now()),
    ]);
    await world.live(92 * minute);
    expect(await pulls()).toMatchObject([{ access_code_id: code.access_code_id }]);
  });

  test("where its PIN is taken at the lock", async () => {
    const code = await stayIn(4 * day, { code: "529174" });
    await lock.personAdds("Cleaner", "529174");
    // Nobody works meanwhile.
    await world.advance(4 * day - 40 * minute);
    await world.live(9 * minute);
    expect((await codeOf(code.access_code_id)).errors.map(codeOfIssue)).toEqual(["duplicate_code_on_device"]);
    expect(await pulls()).toEqual([]);
    await world.live(2 * minute);
    expect(await pulls()).toMatchObject([{ access_code_id: code.access_code_id, reason: "refused" }]);
    // Pulling one costs no place that the other guests need.
    expect(await pool()).toMatchObject({ pulled: 1 });
  });

  test("also where trouble begins only after the start", async () => {
    const code = await stayIn(10 * minute);
    await world.live(20 * minute);
    expect((await codeOf(code.access_code_id)).status).toBe("set");
    await world.bench.control.setFaults(lock.id, { drop_writes: 1_000 });
    await lock.personRemoves(code.code ?? "");
    await world.live(30 * minute);
    expect(await pulls()).toMatchObject([{ access_code_id: code.access_code_id }]);
  });
});

describe("nothing is pulled", () => {
  test("where nobody asked for it", async () => {
    await update({ backup_access_code_fail_over_lead_minutes: null });
    await lock.setConnection(false);
    await stayIn(hour);
    await world.live(2 * hour);
    expect(await pulls()).toEqual([]);
    expect(await pool()).toMatchObject({ ready: 2, pulled: 0 });
  });

  test("for a code that the lock has, or takes in its usual time", async () => {
    await stayIn(10 * minute);
    await world.live(hour);
    expect(await pulls()).toEqual([]);
  });

  test("for an ongoing code", async () => {
    await lock.setConnection(false);
    await world.seam.accessCodes.create({ device_id: device, name: "Cleaner" });
    await world.live(2 * hour);
    expect(await pulls()).toEqual([]);
  });

  test("that was never read back from the lock", async () => {
    await world.house.desk.store.db.query(
      `update access_codes set evidence = '{"acknowledged": 1}' where device_id = $1`,
      [device],
    );
    await lock.setConnection(false);
    await stayIn(hour);
    await world.live(hour);
    expect(await pulls()).toEqual([]);
  });
});

test("a code has one backup, however many passes there are and however many make one at once", async () => {
  await lock.setConnection(false);
  const code = await stayIn(2 * hour);
  // Nobody works, so that it is late when somebody comes.
  await world.advance(95 * minute);
  const overtaken: Driver = {
    ...world.bench.driver,
    observe: async (native, signal) => {
      const seen = await world.bench.driver.observe(native, signal);
      // Another worker takes the lease over and makes a whole pass.
      await world.pass();
      return seen;
    },
  };
  await expect(world.pass(overtaken)).rejects.toThrow(LeaseLost);
  await world.live(hour);
  expect(await pulls()).toHaveLength(1);
  expect(await pool()).toMatchObject({ pulled: 1, ready: 1 });
  // Whoever asks by hand is given the same.
  const { backup } = await pullByHand(code.access_code_id);
  expect(backup.access_code_id).toBe((await backupOf(code.access_code_id)).access_code_id);
});

test("a pass that is cut off before it can pull leaves that to the next", async () => {
  await world.bench.control.setFaults(lock.id, { drop_writes: 1_000 });
  await stayIn(2 * hour);
  await world.live(89 * minute);
  await world.advance(2 * minute);
  const cutOff: Driver = {
    ...world.bench.driver,
    observe: () => {
      throw new Error("cut off");
    },
  };
  await world.pass(cutOff).catch(() => {});
  await world.live(15 * minute);
  expect(await pulls()).toHaveLength(1);
});

test("two guests in trouble have a spare code each, the earlier first, and a third one waits for the next", async () => {
  await lock.setConnection(false);
  const [third, second, first] = [
    await stayIn(2 * hour + 2 * minute),
    await stayIn(2 * hour + minute),
    await stayIn(2 * hour),
  ];
  await world.live(95 * minute);
  expect((await pulls()).map((one) => one.access_code_id)).toEqual([first.access_code_id, second.access_code_id]);
  expect((await codeOf(third.access_code_id)).errors.map(codeOfIssue)).toContain("empty_backup_access_code_pool");
  await lock.setConnection(true);
  await world.live(30 * minute);
  expect(await pulls()).toHaveLength(2);
  expect(await pool()).toMatchObject({ ready: 2, pulled: 2 });
});

test("a backup stays when its original comes to be set after all, until that one's end", async () => {
  await lock.setConnection(false);
  const code = await stayIn(2 * hour);
  await world.live(95 * minute);
  await lock.setConnection(true);
  await world.live(30 * minute);
  const backup = await backupOf(code.access_code_id);
  expect(await lock.wouldOpen(code.code ?? "")).toBe(true);
  expect(await lock.wouldOpen(backup.code ?? "")).toBe(true);
  await world.live(26 * hour);
  expect(await lock.wouldOpen(code.code ?? "")).toBe(false);
  expect(await lock.wouldOpen(backup.code ?? "")).toBe(false);
});

test("who deletes a pulled backup is not given another one unasked", async () => {
  await lock.personAdds("Cleaner", "529174");
  const code = await stayIn(10 * minute, { code: "529173" });
  // The same digits as somebody else's, which the desk would have refused.
  await lock.personChanges("529174", "529173");
  await world.settle();
  const backup = await backupOf(code.access_code_id);
  await world.seam.accessCodes.delete({ access_code_id: backup.access_code_id });
  await world.live(2 * hour);
  await expect(codeOf(backup.access_code_id)).rejects.toMatchObject({ code: "access_code_not_found" });
  expect((await codeOf(code.access_code_id)).status).toBe("setting");
  expect(await pool()).toMatchObject({ ready: 2, pulled: 0 });
  expect(await pulls()).toHaveLength(1);
});

async function update(wish: object): Promise<void> {
  const answer = await world.house.tenant.post("/devices/update", { device_id: device, ...wish });
  expect(answer.status).toBe(200);
}

/** A guest who comes so much later and stays a day. */
async function stayIn(ms: number, more: object = {}) {
  const starts = world.bench.now() + ms;
  return world.seam.accessCodes.create({
    device_id: device,
    name: "Guest",
    starts_at: iso(starts),
    ends_at: iso(starts + day),
    ...more,
  });
}

const codeOf = (access_code_id: string) => world.seam.accessCodes.get({ access_code_id });
const codeOfIssue = (issue: object) => ("error_code" in issue ? issue.error_code : undefined);

async function backupOf(id: string) {
  return codeOf((await codeOf(id)).pulled_backup_access_code_id ?? "");
}

async function pullByHand(access_code_id: string) {
  const { body } = await world.house.tenant.post("/access_codes/pull_backup_access_code", { access_code_id });
  if (body.backup_access_code === undefined) throw new Error(body.error?.message);
  return { backup: body.backup_access_code };
}

interface Pulled {
  readonly access_code_id: string;
  readonly device_id: string;
  readonly backup_access_code_id: string;
  readonly is_automatic: boolean;
  readonly reason?: string;
  readonly message?: string;
}

/** What was told of pulls, in the order of their happening. */
async function pulls(): Promise<readonly Pulled[]> {
  const { body } = await world.house.tenant.post("/events/list", { event_type: type, since: "2020-01-01T00:00:00Z" });
  if (body.events === undefined) throw new Error(body.error?.message);
  return body.events as unknown as readonly Pulled[];
}

async function pool() {
  const { body } = await world.house.tenant.post("/devices/get", { device_id: device });
  return body.device?.backup_access_code_pool;
}
