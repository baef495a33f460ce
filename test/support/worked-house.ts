import { SeamHttp } from "@seamapi/http";
import type { DeviceId, NativeId } from "#domain/ids.ts";
import { invariant } from "#domain/invariant.ts";
import type { BenchLock } from "#drivers/contract/bench.ts";
import type { Driver } from "#drivers/driver.ts";
import { listen } from "#listen.ts";
import { devicePass } from "#reconcile/device-pass.ts";
import type { Db } from "#store/db.ts";
import { claimDue, release } from "#store/leases.ts";
import { lockCloudStack } from "#test/makers/lock-cloud.ts";
import type { MakerStack } from "#test/makers/maker-stack.ts";
import type { DeviceInput } from "#virtual-locks/control-contract.ts";
import { type ApiHouse, openApiHouse, type Tenant } from "./api-house.ts";
import { type MakerBench, makerBench } from "./maker-bench.ts";

const options = { sweepMs: 10 * 60_000, callTimeoutMs: 20_000 };

/** A house behind its door, a cloud of virtual locks, and a reconciler that works when it is told to, all by one clock. */
export interface WorkedHouse {
  readonly house: ApiHouse;
  readonly bench: MakerBench<unknown>;
  readonly seam: SeamHttp;
  /** A lock of the bench's model, and our record of it after a first look. */
  newLock(
    more?: Partial<DeviceInput>,
    tenant?: Tenant,
  ): Promise<{ readonly lock: BenchLock; readonly device: DeviceId }>;
  /** Another tenant's record of a lock that there is. */
  shareLock(lock: BenchLock, tenant: Tenant): Promise<DeviceId>;
  /** The official client of a tenant. */
  clientOf(tenant: Tenant): SeamHttp;
  /** One pass over each device, as a worker makes it. */
  pass(driver?: Driver): Promise<void>;
  /** Passes until the locks have done what they were given and that has been seen. */
  settle(): Promise<void>;
  advance(ms: number): Promise<void>;
  /** Passes as a worker would make them, each when it is due, until so much time is over. */
  live(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** `stack`: by which driver and wire the locks are reached. `through` stands between the house and its database. */
export async function openWorkedHouse(
  profile: string,
  stack: MakerStack = lockCloudStack,
  through?: (db: Db) => Db,
): Promise<WorkedHouse> {
  const bench = await makerBench(stack, profile);
  const house = await openApiHouse({ runtime: { now: bench.now }, through });
  const listening = await listen({ fetch: house.fetch }, { host: "127.0.0.1", port: 0 });
  const { store } = house.desk;
  const clientOf = (tenant: Tenant) => SeamHttp.fromApiKey(tenant.token, { endpoint: listening.url });
  const pass = async (driver = bench.driver) => {
    const now = bench.now();
    await store.db.query("update devices set next_due_at = $1, lease_until = null", [new Date(now).toISOString()]);
    const claims = await claimDue(store.db, "device", { now, limit: 100, leaseMs: 10_000 });
    invariant(claims.length > 0, "there is a device to be worked");
    const work = devicePass(
      store,
      async () => driver,
      async () => {},
      options,
    );
    for (const claim of claims) {
      const verdict = await work(claim, new AbortController().signal);
      await release(store.db, "device", claim, verdict);
    }
  };
  const settle = async () => {
    for (let round = 0; round < 4; round += 1) {
      await pass();
      await bench.settle();
    }
  };
  const shareLock: WorkedHouse["shareLock"] = async (lock, tenant) => {
    const device = await tenant.newLock({ nativeId: lock.id as NativeId });
    await pass();
    return device;
  };
  const dueIn = () => nextDueIn(store.db, bench.now());
  const live = async (ms: number) => {
    const until = bench.now() + ms;
    for (let wait = await dueIn(); bench.now() + wait <= until; wait = await dueIn()) {
      await bench.advance(wait);
      await pass();
      // Time passes while somebody works.
      await bench.advance(1_000);
    }
    await bench.advance(Math.max(0, until - bench.now()));
  };
  return {
    house,
    bench,
    seam: clientOf(house.tenant),
    clientOf,
    shareLock,
    newLock: async (more = {}, tenant = house.tenant) => {
      const lock = await bench.makeLockLike(more);
      return { lock, device: await shareLock(lock, tenant) };
    },
    pass,
    settle,
    advance: bench.advance,
    live,
    close: async () => {
      await listening.close();
      await bench.close();
      await house.close();
    },
  };
}

/** How long from `now` until a device is due, in milliseconds. */
async function nextDueIn(db: Db, now: number): Promise<number> {
  const [row] = await db.query<{ due: Date | null }>("select min(next_due_at) as due from devices");
  return Math.max(0, (row?.due?.getTime() ?? Number.POSITIVE_INFINITY) - now);
}
