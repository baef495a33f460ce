import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Db, openDb } from "#store/db.ts";
import { findBinaries } from "#store/embedded/binaries.ts";
import { place } from "#store/embedded/placement.ts";
import { migrate } from "#store/migrate.ts";
import { quietRuntime } from "#test/support/quiet-runtime.ts";
import { type Cluster, type ClusterPlace, clusterAt, copyCluster, makeCluster, waitForStandby } from "./cluster.ts";
import type { Claimed } from "./history.ts";

/** The database of a run: a primary and, where failover is to be tried, a standby that has each commit before its caller. */
export interface Database {
  primary(): Cluster;
  /** The standby takes over; the former primary, which was killed, becomes its standby. */
  failOver(): Promise<Cluster>;
  /** Puts a standby beside the primary again. */
  restoreStandby(): Promise<void>;
  /** For a look past everything that stands between; closed by the caller. */
  open(): Db;
  /** Who took which device, and when, in order. */
  claims(locks: ReadonlyMap<string, string>): Promise<readonly Claimed[]>;
  close(): Promise<void>;
}

/**
 * Every taking of a device leaves a row beside it, in the transaction that takes it: who works on what is otherwise
 * known to nobody but its holder.
 */
const watching = `
  create table chaos_claims (n bigserial primary key, at timestamptz not null, device_id uuid not null, fence bigint not null, holder text not null);
  create function chaos_claimed() returns trigger language plpgsql as $$ begin
    insert into chaos_claims (at, device_id, fence, holder)
    values (clock_timestamp(), new.device_id, new.fence, current_setting('application_name'));
    return null; end $$;
  create trigger chaos_claimed after update of fence on devices for each row
    when (old.fence is distinct from new.fence) execute function chaos_claimed();`;

export async function openDatabase(folder: string, withStandby: boolean): Promise<Database> {
  const binaries = await findBinaries();
  if ("refused" in binaries) throw new Error(binaries.refused);
  await mkdir(folder, { recursive: true, mode: 0o711 });
  const placement = await place(quietRuntime(), folder, binaries);
  if ("refused" in placement) throw new Error(placement.refused);
  const at = (name: string): ClusterPlace => ({ placement, folder: join(folder, name), name });
  await makeCluster(at("a"));
  let primary = at("a");
  let standby = at("b");
  const clusters = new Map([primary, standby].map((each) => [each.name, clusterAt(each)] as const));
  const clusterOf = ({ name }: ClusterPlace): Cluster => {
    const cluster = clusters.get(name);
    if (cluster === undefined) throw new Error("There are two clusters.");
    return cluster;
  };
  await clusterOf(primary).start();
  await makeDatabase(clusterOf(primary));

  const restoreStandby = async () => {
    await clusterOf(standby).kill();
    await copyCluster(clusterOf(primary), primary.folder, standby);
    await clusterOf(standby).start();
    await waitForStandby(clusterOf(primary), true);
  };
  if (withStandby) await restoreStandby();
  const open = () => openDb(clusterOf(primary).url("pintumbler"), { maxConnections: 3 });
  return {
    primary: () => clusterOf(primary),
    restoreStandby,
    open,
    failOver: async () => {
      await clusterOf(standby).promote();
      [primary, standby] = [standby, primary];
      // Until it has a standby of its own, nobody waits for one.
      await waitForStandby(clusterOf(primary), false);
      return clusterOf(primary);
    },
    claims: async (locks) => {
      const db = open();
      const rows = await db
        .query<{ at: Date; device_id: string; fence: string; holder: string }>("select * from chaos_claims order by n")
        .finally(() => db.close());
      return rows.flatMap(({ at: takenAt, device_id, fence, holder }) => {
        const lock = locks.get(device_id);
        return lock === undefined ? [] : [{ at: takenAt.getTime(), lock, fence: Number(fence), by: holder }];
      });
    },
    close: async () => {
      for (const cluster of clusters.values()) await cluster.kill();
      await placement.release();
    },
  };
}

async function makeDatabase(cluster: Cluster): Promise<void> {
  const admin = openDb(cluster.url("postgres"), { maxConnections: 1 });
  await admin.query("create role pintumbler login");
  await admin.query("create database pintumbler owner pintumbler").finally(() => admin.close());
  const db = openDb(cluster.url("pintumbler"), { maxConnections: 1 });
  try {
    await migrate(db);
    await db.query(watching);
  } finally {
    await db.close();
  }
}
