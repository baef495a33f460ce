import type { Bridge } from "#domain/bridge.ts";
import type { BridgeId, ConnectedAccountId, DeviceId, NativeId, WorkspaceId } from "#domain/ids.ts";
import { type Db, fromTime, toTime } from "./db.ts";

interface BridgeRow {
  bridge_id: BridgeId;
  workspace_id: WorkspaceId;
  name: string;
  short_token: string | null;
  long_token_hash: Uint8Array | null;
  created_at: Date;
  seen_at: Date | null;
  program_version: string | null;
  clock_error_ms: string | null;
  revoked_at: Date | null;
}

const columns = `bridge_id, workspace_id, name, short_token, long_token_hash, created_at, seen_at, program_version,
  clock_error_ms, revoked_at`;

/** Records a bridge that whoever has the code can enrol until then. */
export async function insertBridge(
  db: Db,
  bridge: Pick<Bridge, "id" | "workspaceId" | "name" | "createdAt">,
  code: { readonly hash: Uint8Array; readonly expiresAt: number },
): Promise<void> {
  const text = `insert into bridges (bridge_id, workspace_id, name, code_hash, code_expires_at, created_at)
    values ($1, $2, $3, $4, $5, $6)`;
  const { id, workspaceId, name, createdAt } = bridge;
  await db.query(text, [id, workspaceId, name, code.hash, toTime(code.expiresAt), toTime(createdAt)]);
}

/** What a bridge signs in with. */
export interface BridgeToken {
  readonly shortToken: string;
  readonly longTokenHash: Uint8Array;
}

/**
 * Gives the bridge that has this code its token. The code can be traded again, should the answer be lost, until the
 * bridge was on the line. `undefined`: no code of a bridge that waits for it.
 */
export async function tradeCode(
  db: Db,
  codeHash: Uint8Array,
  token: BridgeToken,
  now: number,
): Promise<Bridge | undefined> {
  const text = `
    update bridges set short_token = $2, long_token_hash = $3
    where code_hash = $1 and code_expires_at > $4 and revoked_at is null returning ${columns}`;
  const [row] = await db.query<BridgeRow>(text, [codeHash, token.shortToken, token.longTokenHash, toTime(now)]);
  return row === undefined ? undefined : bridgeFrom(row);
}

/** The bridge of a token, also a revoked one, and what proves the token. */
export async function findBridgeByToken(
  db: Db,
  shortToken: string,
): Promise<{ readonly bridge: Bridge; readonly longTokenHash: Uint8Array } | undefined> {
  const text = `select ${columns} from bridges where short_token = $1`;
  const [row] = await db.query<BridgeRow>({ name: "find-bridge-by-token", text }, [shortToken]);
  if (row === undefined || row.long_token_hash === null) return undefined;
  return { bridge: bridgeFrom(row), longTokenHash: row.long_token_hash };
}

/** Oldest first, the revoked among them. `workspace`: only this one's. */
export async function listBridges(db: Db, workspace?: WorkspaceId): Promise<readonly Bridge[]> {
  const text = `select ${columns} from bridges where ($1::uuid is null or workspace_id = $1)
    order by created_at, bridge_id`;
  return (await db.query<BridgeRow>(text, [workspace ?? null])).map(bridgeFrom);
}

export async function findBridge(db: Db, workspace: WorkspaceId, id: BridgeId): Promise<Bridge | undefined> {
  const text = `select ${columns} from bridges where workspace_id = $1 and bridge_id = $2`;
  const [row] = await db.query<BridgeRow>(text, [workspace, id]);
  return row === undefined ? undefined : bridgeFrom(row);
}

/** Answers whether there was such a bridge to revoke. */
export async function revokeBridge(db: Db, id: BridgeId, now: number): Promise<boolean> {
  const text = `update bridges set revoked_at = $2, code_hash = null where bridge_id = $1 and revoked_at is null
    returning bridge_id`;
  return (await db.query(text, [id, toTime(now)])).length > 0;
}

/** A bridge is on the line: its code has served. */
export async function markOnLine(
  db: Db,
  id: BridgeId,
  said: { readonly programVersion: string; readonly clockErrorMs: number; readonly at: number },
): Promise<void> {
  const text = `update bridges set seen_at = $2, program_version = $3, clock_error_ms = $4, code_hash = null
    where bridge_id = $1`;
  await db.query(text, [id, toTime(said.at), said.programVersion, said.clockErrorMs]);
}

/** Whether a bridge may be on the line, and what it is to keep right. */
export interface BridgeCharge {
  readonly id: BridgeId;
  readonly isRevoked: boolean;
  readonly accounts: readonly { readonly account: ConnectedAccountId; readonly devices: readonly NativeId[] }[];
}

/** A server that dies has its lines for so much longer, in milliseconds, unless their bridges have dialled another one. */
const lineMs = 20_000;

/** What these bridges are charged with; marks that they are on the line to this server, more often than lines lapse. */
export async function chargesOf(
  db: Db,
  ids: readonly BridgeId[],
  { server, now }: At,
): Promise<readonly BridgeCharge[]> {
  const text = `
    with seen as (
      update bridges set seen_at = $2, line_until = case when line_server = $3 then $4 else line_until end
      where bridge_id = any($1) returning bridge_id, revoked_at)
    select s.bridge_id as id, s.revoked_at is not null as "isRevoked", coalesce((
      select jsonb_agg(jsonb_build_object('account', a.connected_account_id, 'devices', coalesce((
        select jsonb_agg(d.native_id order by d.native_id) from devices d
        where d.connected_account_id = a.connected_account_id), '[]')) order by a.connected_account_id)
      from connected_accounts a where a.bridge_id = s.bridge_id), '[]') as accounts
    from seen s`;
  const values = [ids, toTime(now), server, toTime(now + lineMs)];
  return db.query<BridgeCharge>({ name: "bridge-charges", text }, values);
}

/** Which of the servers on this database, and when, epoch milliseconds. */
interface At {
  readonly server: string;
  readonly now: number;
}

/**
 * Takes everything at a bridge's site into the hands of the server that it has dialled: whoever worked on it here by
 * what was known before may write and send nothing more, and everything is due at once.
 */
export async function takeBackSite(db: Db, id: BridgeId, { server, now }: At): Promise<void> {
  const line = "update bridges set line_server = $2, line_until = $3 where bridge_id = $1";
  await db.query(line, [id, server, toTime(now + lineMs)]);
  const due = "lease_until = null, fence = fence + 1, next_due_at = $2";
  await db.query(
    `update devices set ${due} where connected_account_id in (
       select connected_account_id from connected_accounts where bridge_id = $1)`,
    [id, toTime(now)],
  );
  await makeSiteDue(db, id, now);
}

/** The line to this server is gone: the accounts at the site are looked through at once, unless another server has it. */
export async function loseLine(db: Db, id: BridgeId, { server, now }: At): Promise<void> {
  const text = "update bridges set line_server = null, line_until = null where bridge_id = $1 and line_server = $2";
  await db.query(text, [id, server]);
  await makeSiteDue(db, id, now);
}

async function makeSiteDue(db: Db, id: BridgeId, now: number): Promise<void> {
  const text = "update connected_accounts set next_due_at = $2 where bridge_id = $1";
  await db.query(text, [id, toTime(now)]);
}

/** The device that an account of a bridge calls so. */
export async function deviceAtSite(
  db: Db,
  bridge: BridgeId,
  { account, device }: { readonly account: ConnectedAccountId; readonly device: NativeId },
) {
  const text = `
    select d.device_id as id from devices d join connected_accounts a using (connected_account_id)
    where a.bridge_id = $1 and a.connected_account_id = $2 and d.native_id = $3`;
  const [row] = await db.query<{ id: DeviceId }>(text, [bridge, account, device]);
  return row?.id;
}

function bridgeFrom(row: BridgeRow): Bridge {
  return {
    id: row.bridge_id,
    workspaceId: row.workspace_id,
    name: row.name,
    isEnrolled: row.short_token !== null,
    seenAt: fromTime(row.seen_at),
    programVersion: row.program_version ?? undefined,
    clockErrorMs: row.clock_error_ms === null ? undefined : Number(row.clock_error_ms),
    createdAt: row.created_at.getTime(),
    revokedAt: fromTime(row.revoked_at),
  };
}
