import { afterEach, beforeEach, expect, test } from "vitest";
import { createAccessCode, deleteAccessCode, updateAccessCode } from "#app/access-codes.ts";
import { retryAccessCode } from "#app/retry-access-code.ts";
import type { AccessCodeId, DeviceId } from "#domain/ids.ts";
import { invariant } from "#domain/invariant.ts";
import { isProblem } from "#domain/problem.ts";
import type { BenchLock } from "#drivers/contract/bench.ts";
import type { Driver } from "#drivers/driver.ts";
import { devicePass } from "#reconcile/device-pass.ts";
import { type Claim, claimDue, LeaseLost, release } from "#store/leases.ts";
import { addCode, addDevice, openTestDesk, type TestDesk } from "#test/support/desk.ts";
import { type LockCloudBench, lockCloudBench } from "#test/support/lock-cloud-bench.ts";

const minute = 60_000;
let isObserving = false;
const options = { sweepMs: 10 * minute, callTimeoutMs: 20_000, observing: { isOn: () => isObserving } };

let desk: TestDesk;
let bench: LockCloudBench;
let lock: BenchLock;
let device: DeviceId;

beforeEach(async () => {
  desk = await openTestDesk();
  // Native windows, digits that can be read, changes in place.
  bench = await lockCloudBench("tedee");
  lock = await bench.makeLock();
  device = await addDevice(desk, { nativeId: lock.id, capabilities: { codeLengths: [6] } });
  await lock.personAdds("Owner", "718293");
  await passes();
});

afterEach(async () => {
  expect(await lock.wouldOpen("718293")).toBe(true);
  await bench.close();
  await desk.close();
});

test("a code is put on the lock, confirmed, and then nothing more is written or sent", async () => {
  const code = await create();
  await passes();
  expect(await lock.wouldOpen("529174")).toBe(true);
  expect(await eventsOf(code)).toEqual(["created", "mutations_requested", "set_on_device"]);
  const before = await footprint();
  await passes();
  await passes();
  expect(await footprint()).toEqual(before);
});

test("while locks are only looked at nothing is put on one or taken off, and what is there is seen", async () => {
  const going = await create();
  await passes();
  await deleteAccessCode(desk, desk.workspace, { accessCodeId: going });
  const staying = await addCode(desk, { deviceId: device, digits: "640219" });
  await lock.personAdds("Cleaner", "305172");
  isObserving = true;
  await passes();
  expect([await lock.wouldOpen("529174"), await lock.wouldOpen("640219")]).toEqual([true, false]);
  const [seen] = await desk.store.db.query("select 1 from access_codes where not is_managed and name = 'Cleaner'");
  expect(seen).toBeDefined();
  isObserving = false;
  await passes();
  expect([await lock.wouldOpen("529174"), await lock.wouldOpen("640219")]).toEqual([false, true]);
  expect(await eventsOf(staying.id)).toContain("set_on_device");
});

test("a reply that is lost leaves one code on the lock, known to be there", async () => {
  bench.faults.loseNextReply();
  const code = await create();
  await passes();
  expect(await lock.countCodes()).toBe(2);
  expect(await statusColumns(code)).toMatchObject({ lock_state: "on_lock" });
  expect(await eventsOf(code)).toContain("set_on_device");
});

test.each(["before the lock hears of it", "after the lock did it and before that is written down"])(
  "a pass that is cut off %s is completed by the next",
  async (when) => {
    const code = await create();
    const broken = cutOff(when.startsWith("before"));
    await expect(passOnce(broken)).rejects.toThrow("cut off");
    await passes();
    expect(await lock.countCodes()).toBe(2);
    expect(await lock.wouldOpen("529174")).toBe(true);
    expect(await eventsOf(code)).toEqual(["created", "mutations_requested", "set_on_device"]);
    await deleteAccessCode(desk, desk.workspace, { accessCodeId: code });
    await passes();
    expect(await lock.countCodes()).toBe(1);
  },
);

test("a code that is deleted while its setting hangs in the air does not stay on the lock", async () => {
  const code = await create();
  await expect(passOnce(cutOff(false))).rejects.toThrow("cut off");
  await deleteAccessCode(desk, desk.workspace, { accessCodeId: code });
  await passes();
  expect(await lock.wouldOpen("529174")).toBe(false);
  expect(await eventsOf(code)).toEqual([
    "created",
    "mutations_requested",
    "mutations_requested",
    "removed_from_device",
    "deleted",
  ]);
});

test.each(["was answered", "lost its reply"])(
  "a code whose setting %s and that a lagging listing left out is known again, removed when deleted, and gone once",
  async (how) => {
    if (how === "lost its reply") bench.faults.loseNextReply();
    const code = await create();
    await passes();
    const lagging: Driver = {
      ...bench.driver,
      observe: async (native, signal) => {
        const seen = await bench.driver.observe(native, signal);
        return seen.kind === "seen" ? { ...seen, residents: [] } : seen;
      },
      apply: async () => ({
        kind: "failed",
        because: "busy",
        detail: "",
        notBefore: undefined,
        mayHaveHappened: false,
      }),
    };
    await passOnce(lagging);
    await deleteAccessCode(desk, desk.workspace, { accessCodeId: code });
    await passOnce(lagging);
    expect(await lock.wouldOpen("529174")).toBe(true);
    await passes();
    expect(await lock.wouldOpen("529174")).toBe(false);
    expect((await statusColumns(code))?.gone_at).not.toBeNull();
    expect((await eventsOf(code)).filter((type) => type === "deleted")).toHaveLength(1);
  },
);

test("a call that is delivered once more after its code was removed leaves nothing on the lock", async () => {
  const code = await create();
  let again = async () => {};
  await passOnce({
    ...bench.driver,
    apply: (native, step, signal) => {
      again = async () => void (await bench.driver.apply(native, step, new AbortController().signal));
      return bench.driver.apply(native, step, signal);
    },
  });
  await passes();
  await deleteAccessCode(desk, desk.workspace, { accessCodeId: code });
  await passes();
  expect((await statusColumns(code))?.gone_at).not.toBeNull();
  await again();
  await bench.settle();
  expect(await lock.wouldOpen("529174")).toBe(true);
  await passes();
  expect(await lock.wouldOpen("529174")).toBe(false);
});

test("a holder whose lease was taken over writes nothing, and the next knows what it did", async () => {
  const code = await create();
  const usurped: Driver = {
    ...bench.driver,
    apply: async (native, step, signal) => {
      const outcome = await bench.driver.apply(native, step, signal);
      await desk.store.db.query("update devices set fence = fence + 1, lease_until = null, next_due_at = $1", [
        new Date(desk.runtime.now()).toISOString(),
      ]);
      return outcome;
    },
  };
  await expect(passOnce(usurped)).rejects.toThrow(LeaseLost);
  expect(await statusColumns(code)).toMatchObject({ lock_state: null });
  await passes();
  expect(await lock.countCodes()).toBe(2);
  expect(await statusColumns(code)).toMatchObject({ lock_state: "on_lock" });
});

test("nothing is sent for a wish that was changed after the plan was made", async () => {
  const code = await create();
  const changed: Driver = {
    ...bench.driver,
    observe: async (native, signal) => {
      const seen = await bench.driver.observe(native, signal);
      await updateAccessCode(desk, desk.workspace, { accessCodeId: code, digits: "830461" });
      return seen;
    },
  };
  await passOnce(changed);
  expect(await lock.countCodes()).toBe(1);
  await passes();
  expect(await lock.wouldOpen("830461")).toBe(true);
  expect(await lock.wouldOpen("529174")).toBe(false);
});

test("what failed waits for its time, and is tried at once where somebody asks", async () => {
  const code = await create();
  const busy: Driver = {
    ...bench.driver,
    apply: async () => ({ kind: "failed", because: "busy", detail: "", notBefore: undefined, mayHaveHappened: false }),
  };
  await passOnce(busy);
  await passOnce(bench.driver);
  await bench.settle();
  expect(await lock.wouldOpen("529174")).toBe(false);
  const retried = await retryAccessCode(desk, desk.workspace, code);
  expect(isProblem(retried)).toBe(false);
  await passOnce(bench.driver);
  await bench.settle();
  expect(await lock.wouldOpen("529174")).toBe(true);
  await passes();
  const before = await eventsOf(code);
  expect(before.filter((type) => type === "mutations_requested")).toHaveLength(2);
  // Where nothing is stuck, the lock is looked at and nothing is wanted anew.
  await retryAccessCode(desk, desk.workspace, code);
  await passes();
  expect(await eventsOf(code)).toEqual(before);
});

test("a lock that fails is left in peace for longer and longer, and is served when it is well", async () => {
  await create();
  bench.faults.breakdown(true);
  const hourLater = desk.runtime.now() + 60 * minute;
  let looks = 0;
  while (desk.runtime.now() < hourLater) {
    const { nextDueAt } = await passOnce(bench.driver);
    looks += 1;
    await advance((nextDueAt ?? 0) - desk.runtime.now());
  }
  // Six doublings from 15 s to the cap of 10 min, five at the cap, and the moments at which it becomes late.
  expect(looks).toBeGreaterThan(6);
  expect(looks).toBeLessThan(16);
  bench.faults.breakdown(false);
  await advance(20 * minute);
  await passes();
  expect(await lock.wouldOpen("529174")).toBe(true);
});

async function create(): Promise<AccessCodeId> {
  const created = await createAccessCode(desk, desk.workspace, {
    deviceId: device,
    name: "Guest",
    digits: "529174",
    prefersNativeScheduling: true,
    allowsExternalModification: false,
    attemptForOfflineDevice: true,
    isOffline: false,
    isOneTimeUse: false,
    usesBackupPool: false,
  });
  invariant(!isProblem(created), "the code is admitted");
  return created.view.code.id;
}

/** A driver whose process dies at the first step that it is given. */
function cutOff(before: boolean): Driver {
  return {
    ...bench.driver,
    apply: async (native, step, signal) => {
      if (!before) await bench.driver.apply(native, step, signal);
      throw new Error("cut off");
    },
  };
}

/** One pass, as a worker makes it; a pass that breaks leaves its lease behind, as a killed process does. */
async function passOnce(driver: Driver) {
  await makeDue();
  const [claim] = await claimDue(desk.store.db, "device", { now: desk.runtime.now(), limit: 1, leaseMs: 10_000 });
  invariant(claim !== undefined, "the device is due");
  return await run(driver, claim);
}

async function run(driver: Driver, claim: Claim<DeviceId>) {
  const pass = devicePass(
    desk.store,
    async () => driver,
    async () => {},
    options,
  );
  const verdict = await pass(claim, new AbortController().signal);
  await release(desk.store.db, "device", claim, verdict);
  return verdict;
}

/** Passes until the lock has done what it was given and that has been seen. */
async function passes(): Promise<void> {
  await advance(10_000);
  for (let round = 0; round < 4; round += 1) {
    await passOnce(bench.driver);
    await bench.settle();
    await advance(31_000, false);
  }
}

async function advance(ms: number, both = true): Promise<void> {
  await desk.runtime.advance(ms);
  if (both) await bench.advance(ms);
}

async function makeDue(): Promise<void> {
  await desk.store.db.query("update devices set next_due_at = $1 where lease_until is null", [
    new Date(desk.runtime.now()).toISOString(),
  ]);
}

async function eventsOf(code: AccessCodeId): Promise<readonly string[]> {
  const text = "select event_type, ordinal from events where access_code_id = $1 order by ordinal";
  const rows = await desk.store.db.query<{ event_type: string; ordinal: number }>(text, [code]);
  expect(rows.map((row) => row.ordinal)).toEqual(rows.map((_row, at) => at + 1));
  return rows.map((row) => row.event_type.replace("access_code.", ""));
}

async function statusColumns(code: AccessCodeId): Promise<Record<string, unknown> | undefined> {
  const text = "select place, lock_state, evidence, gone_at from access_codes where access_code_id = $1";
  return (await desk.store.db.query<Record<string, unknown>>(text, [code]))[0];
}

/** Everything that a pass could have added or changed, but for when the lock was last looked at. */
async function footprint(): Promise<unknown> {
  const { db } = desk.store;
  const codes = await db.query("select *, xmin::text from access_codes order by access_code_id");
  const counts = await db.query(
    "select (select count(*) from events) as events, (select count(*) from attempts) as attempts",
  );
  return { codes, counts, onLock: await lock.countCodes() };
}
