import type { DeviceId } from "#domain/ids.ts";
import { invariant } from "#domain/invariant.ts";
import type { BenchLock } from "#drivers/contract/bench.ts";
import type { Driver } from "#drivers/driver.ts";
import { devicePass } from "#reconcile/device-pass.ts";
import type { Verdict } from "#reconcile/worker.ts";
import { type Claim, claimDue, release } from "#store/leases.ts";
import { addDevice, openTestDesk, type TestDesk } from "./desk.ts";
import { type LockCloudBench, lockCloudBench } from "./lock-cloud-bench.ts";

const minute = 60_000;
const options = { sweepMs: 10 * minute, callTimeoutMs: 20_000 };

/** A desk with one virtual lock, which is worked when the test says so. */
export interface WorkedLock {
  readonly desk: TestDesk;
  readonly bench: LockCloudBench;
  readonly lock: BenchLock;
  readonly device: DeviceId;
  /** One pass, as a worker makes it; a pass that breaks leaves its lease behind, as a killed process does. */
  passOnce(driver?: Driver): Promise<Verdict>;
  /** A pass that has been claimed and not begun. */
  claimed(): Promise<Claim<DeviceId>>;
  /** Makes and ends the pass of a claim. */
  run(claim: Claim<DeviceId>, driver?: Driver): Promise<Verdict>;
  /** Passes until the lock has done what it was given and that has been seen. */
  passes(): Promise<void>;
  /** Passes as a worker would make them, each when it is due, until so much time is over. */
  live(ms: number): Promise<void>;
  close(): Promise<void>;
}

export async function workedLock(profile: string): Promise<WorkedLock> {
  const desk = await openTestDesk();
  const bench = await lockCloudBench(profile);
  const lock = await bench.makeLock();
  const device = await addDevice(desk, { nativeId: lock.id, capabilities: { codeLengths: [6] } });
  const { db } = desk.store;
  const now = () => new Date(desk.runtime.now()).toISOString();
  const both = async (ms: number) => {
    await desk.runtime.advance(ms);
    await bench.advance(ms);
  };
  const claimed = async () => {
    await db.query("update devices set next_due_at = $1 where lease_until is null", [now()]);
    const [claim] = await claimDue(db, "device", { now: desk.runtime.now(), limit: 1, leaseMs: 10_000 });
    invariant(claim !== undefined, "the device is due");
    return claim;
  };
  const run = async (claim: Claim<DeviceId>, driver: Driver = bench.driver) => {
    const pass = devicePass(
      desk.store,
      async () => driver,
      async () => {},
      options,
    );
    const verdict = await pass(claim, new AbortController().signal);
    await release(db, "device", claim, verdict);
    return verdict;
  };
  const passOnce = async (driver?: Driver) => run(await claimed(), driver);
  const dueIn = async () => {
    const [row] = await db.query<{ next_due_at: Date | null }>("select next_due_at from devices where device_id = $1", [
      device,
    ]);
    return (row?.next_due_at?.getTime() ?? Number.POSITIVE_INFINITY) - desk.runtime.now();
  };
  const passes = async () => {
    await both(10_000);
    for (let round = 0; round < 4; round += 1) {
      await passOnce();
      await bench.settle();
      await desk.runtime.advance(31_000);
    }
  };
  const live = async (ms: number) => {
    const until = desk.runtime.now() + ms;
    for (;;) {
      const wait = Math.max(0, await dueIn());
      if (desk.runtime.now() + wait > until) break;
      await both(wait);
      await passOnce();
      // Time passes while somebody works.
      await both(1_000);
    }
    await both(Math.max(0, until - desk.runtime.now()));
  };
  const close = async () => {
    await bench.close();
    await desk.close();
  };
  return { desk, bench, lock, device, passOnce, claimed, run, passes, live, close };
}
