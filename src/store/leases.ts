import type { Autonomy } from "#domain/device.ts";
import type { ConnectedAccountId, DeviceId, WorkspaceId } from "#domain/ids.ts";
import { type Db, toTime } from "./db.ts";

/**
 * Work is claimed from `next_due_at` with a lease and a fencing number. While a lease runs, `next_due_at`
 * stands at the lease's end, so that work whose holder died is due again by itself; whoever wants an
 * earlier look meanwhile moves it forward, and that wish outlives the pass.
 */
export interface Claim<Id extends string = string> {
  readonly id: Id;
  readonly workspaceId: WorkspaceId;
  readonly accountId: ConnectedAccountId;
  /** Every write of the pass carries it; a later holder has a higher one. */
  readonly fence: string;
  /** The lease's end, which is also its mark in `next_due_at`, epoch milliseconds. */
  readonly leaseUntil: number;
}

/** What is worked by lease, and its table. */
const tables = {
  device: { table: "devices", id: "device_id" },
  account: { table: "connected_accounts", id: "connected_account_id" },
} as const;
export type LeaseKind = keyof typeof tables;
export interface LeaseIds {
  readonly device: DeviceId;
  readonly account: ConnectedAccountId;
}

/** What a claim is for. `server`: who claims, where several may share the database; what others alone reach is left to them. */
interface Due {
  readonly now: number;
  readonly limit: number;
  readonly leaseMs: number;
  readonly server?: string | undefined;
  /** Only what is reached over a line to this server. Default: whatever no other server alone reaches. */
  readonly onlyOnLine?: boolean | undefined;
}

/** Takes up to `limit` of what is due at `now` and nobody holds, the longest due first. */
export async function claimDue<Kind extends LeaseKind>(
  db: Db,
  kind: Kind,
  { now, limit, leaseMs, server, onlyOnLine = false }: Due,
): Promise<readonly Claim<LeaseIds[Kind]>[]> {
  const { table, id } = tables[kind];
  const reached = (by: "=" | "<>") => `array(
          select a.connected_account_id from connected_accounts a join bridges b using (bridge_id)
          where b.line_until > $1 and b.line_server ${by} $4)`;
  const isOurs = onlyOnLine ? `= any (${reached("=")})` : `<> all (${reached("<>")})`;
  const text = `
    with due as (
      select ${id}, next_due_at as since from ${table}
      where next_due_at <= $1 and (lease_until is null or lease_until <= $1)
        and connected_account_id ${isOurs}
      order by next_due_at, ${id} limit $2 for update skip locked
    ), taken as (
      update ${table} as held set lease_until = $3, next_due_at = $3, fence = held.fence + 1
      from due where held.${id} = due.${id}
      returning held.${id} as id, held.workspace_id, held.connected_account_id, held.fence, due.since
    )
    select id, workspace_id, connected_account_id, fence from taken order by since, id`;
  const leaseUntil = now + leaseMs;
  type Row = { id: LeaseIds[Kind]; workspace_id: WorkspaceId; connected_account_id: ConnectedAccountId; fence: string };
  const rows = await db.query<Row>({ name: `claim-${kind}${onlyOnLine ? "-on-line" : ""}`, text }, [
    toTime(now),
    limit,
    toTime(leaseUntil),
    server ?? null,
  ]);
  return rows.map((row) => ({
    id: row.id,
    workspaceId: row.workspace_id,
    accountId: row.connected_account_id,
    fence: row.fence,
    leaseUntil,
  }));
}

/** Takes a device whoever holds it: an earlier holder can write and send nothing more. `undefined`: it is gone. */
export async function takeOver(db: Db, device: DeviceId, leaseUntil: number): Promise<Claim<DeviceId> | undefined> {
  const text = `
    update devices set lease_until = $2, next_due_at = $2, fence = fence + 1
    where device_id = $1 returning workspace_id, connected_account_id, fence`;
  type Row = { workspace_id: WorkspaceId; connected_account_id: ConnectedAccountId; fence: string };
  const [row] = await db.query<Row>({ name: "take-over-device", text }, [device, toTime(leaseUntil)]);
  if (row === undefined) return undefined;
  const { workspace_id: workspaceId, connected_account_id: accountId, fence } = row;
  return { id: device, workspaceId, accountId, fence, leaseUntil };
}

/** Prolongs a lease; `undefined` where it was lost. */
export async function renewLease<Id extends string>(
  db: Db,
  kind: LeaseKind,
  claim: Claim<Id>,
  leaseUntil: number,
): Promise<Claim<Id> | undefined> {
  const { table, id } = tables[kind];
  const text = `
    update ${table} set lease_until = $3, next_due_at = case when next_due_at < $4 then next_due_at else $3 end
    where ${id} = $1 and fence = $2 returning fence`;
  const rows = await db.query({ name: `renew-${kind}`, text }, [
    claim.id,
    claim.fence,
    toTime(leaseUntil),
    toTime(claim.leaseUntil),
  ]);
  return rows.length === 0 ? undefined : { ...claim, leaseUntil };
}

/** Gives a lease back and says when the work is due again, unless somebody asked for an earlier look meanwhile. */
export async function release(
  db: Db,
  kind: LeaseKind,
  claim: Claim,
  { nextDueAt, failed, autonomy }: Release,
): Promise<void> {
  const { table, id } = tables[kind];
  const text = `
    update ${table} set lease_until = null,
      next_due_at = case when next_due_at < $3 then next_due_at else $4 end,
      failures = case when $5 then failures + 1 else 0 end
      ${kind === "device" ? ", autonomy = coalesce($6::jsonb, autonomy)" : ""}
    where ${id} = $1 and fence = $2`;
  const values: unknown[] = [claim.id, claim.fence, toTime(claim.leaseUntil), toTime(nextDueAt), failed];
  if (kind === "device") values.push(autonomy === undefined ? null : JSON.stringify(autonomy));
  await db.query({ name: `release-${kind}`, text }, values);
}

/** How a pass leaves its work. */
export interface Release {
  /** Epoch milliseconds; `undefined`: never, until somebody asks. */
  readonly nextDueAt: number | undefined;
  readonly failed: boolean;
  /** Of a device; `undefined`: as it was. */
  readonly autonomy?: Autonomy | undefined;
}

/** The lease was lost: somebody else works here now, and nothing of this pass may be written. */
export class LeaseLost extends Error {}

/** Holds the row against other holders for the rest of the transaction. Throws `LeaseLost`. */
export async function assertHeld(tx: Db, kind: LeaseKind, claim: Claim): Promise<void> {
  const { table, id } = tables[kind];
  const text = `select 1 from ${table} where ${id} = $1 and fence = $2 for update`;
  const rows = await tx.query({ name: `held-${kind}`, text }, [claim.id, claim.fence]);
  if (rows.length === 0) throw new LeaseLost(`The lease of ${kind} ${claim.id} was lost.`);
}
