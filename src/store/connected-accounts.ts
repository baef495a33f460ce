import type { AcceptedCapability, AccountReport, ConnectedAccount } from "#domain/connected-account.ts";
import type { BridgeId, ConnectedAccountId, ConnectWebviewId, NativeId, WorkspaceId } from "#domain/ids.ts";
import { accountsOf, type Scope, workspaceOf } from "#domain/scope.ts";
import { selectList } from "./columns.ts";
import { type Db, fromTime, toTime } from "./db.ts";
import type { WorkspaceKeys } from "./seal.ts";

export interface ConnectedAccountRow {
  connected_account_id: ConnectedAccountId;
  workspace_id: WorkspaceId;
  driver: string;
  provider: string;
  display_name: string;
  custom_metadata: Record<string, string | boolean>;
  automatically_manage_new_devices: boolean;
  disconnected_since: Date | null;
  created_at: Date;
  connect_webview_id: ConnectWebviewId | null;
  email: string | null;
  accepted_capabilities: AcceptedCapability[];
  first_synced_at: Date | null;
  report: AccountReport | null;
  failing_since: Date | null;
  has_invalid_credentials: boolean;
  bridge_id: BridgeId | null;
  chosen_locks: NativeId[] | null;
}

export const accountColumnNames = [
  "connected_account_id",
  "workspace_id",
  "driver",
  "provider",
  "display_name",
  "custom_metadata",
  "automatically_manage_new_devices",
  "disconnected_since",
  "created_at",
  "connect_webview_id",
  "email",
  "accepted_capabilities",
  "first_synced_at",
  "report",
  "failing_since",
  "has_invalid_credentials",
  "bridge_id",
  "chosen_locks",
] as const satisfies readonly (keyof ConnectedAccountRow)[];

export const accountColumns = selectList(accountColumnNames);

export function accountFrom(row: ConnectedAccountRow): ConnectedAccount {
  return {
    id: row.connected_account_id,
    workspaceId: row.workspace_id,
    driver: row.driver,
    provider: row.provider,
    displayName: row.display_name,
    customMetadata: row.custom_metadata,
    automaticallyManagesNewDevices: row.automatically_manage_new_devices,
    disconnectedSince: fromTime(row.disconnected_since),
    createdAt: row.created_at.getTime(),
    connectWebviewId: row.connect_webview_id ?? undefined,
    email: row.email ?? undefined,
    acceptedCapabilities: row.accepted_capabilities,
    firstSyncedAt: fromTime(row.first_synced_at),
    report: row.report ?? undefined,
    failingSince: fromTime(row.failing_since),
    hasInvalidCredentials: row.has_invalid_credentials,
    bridgeId: row.bridge_id ?? undefined,
    chosenLocks: row.chosen_locks ?? undefined,
  };
}

/** Records an account; it is looked through as soon as somebody works. */
export async function insertAccount(
  db: Db,
  keys: WorkspaceKeys,
  account: ConnectedAccount,
  config: unknown,
): Promise<void> {
  await db.query(
    `insert into connected_accounts (connected_account_id, workspace_id, driver, provider, display_name, sealed_config,
       custom_metadata, automatically_manage_new_devices, disconnected_since, next_due_at, created_at,
       connect_webview_id, email, accepted_capabilities, bridge_id, chosen_locks)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, $12, $13, $14, $15)`,
    [
      account.id,
      account.workspaceId,
      account.driver,
      account.provider,
      account.displayName,
      sealConfig(keys, account.id, config),
      account.customMetadata,
      account.automaticallyManagesNewDevices,
      toTime(account.disconnectedSince),
      toTime(account.createdAt),
      account.connectWebviewId ?? null,
      account.email ?? null,
      account.acceptedCapabilities ?? ["lock"],
      account.bridgeId ?? null,
      account.chosenLocks ?? null,
    ],
  );
}

/** An account whichever workspace it is of, for a provider that posts to its address. */
export async function findAccountAnywhere(db: Db, id: ConnectedAccountId): Promise<ConnectedAccount | undefined> {
  const text = `select ${accountColumns} from connected_accounts where connected_account_id = $1`;
  const [row] = await db.query<ConnectedAccountRow>({ name: "find-account-anywhere", text }, [id]);
  return row === undefined ? undefined : accountFrom(row);
}

/** What the account's driver signs in with. */
export async function loadConfig(db: Db, keys: WorkspaceKeys, id: ConnectedAccountId): Promise<unknown> {
  const text = "select sealed_config from connected_accounts where connected_account_id = $1";
  const [row] = await db.query<{ sealed_config: Uint8Array }>({ name: "load-config", text }, [id]);
  return row === undefined ? undefined : JSON.parse(keys.open(configPlace(id), row.sealed_config));
}

export async function saveConfig(db: Db, keys: WorkspaceKeys, id: ConnectedAccountId, config: unknown): Promise<void> {
  const text = "update connected_accounts set sealed_config = $2 where connected_account_id = $1";
  await db.query({ name: "save-config", text }, [id, sealConfig(keys, id, config)]);
}

/** Has the account looked through as soon as somebody works. */
export async function makeAccountDue(db: Db, id: ConnectedAccountId, now: number): Promise<void> {
  const text = `update connected_accounts set next_due_at = least(coalesce(next_due_at, $2), $2)
    where connected_account_id = $1`;
  await db.query({ name: "make-account-due", text }, [id, toTime(now)]);
}

/** The providers that these accounts are of. */
export async function listProviders(db: Db, scope: Scope): Promise<readonly string[]> {
  const text = `select distinct provider from connected_accounts
    where workspace_id = $1 and ($2::uuid[] is null or connected_account_id = any($2)) order by provider`;
  const rows = await db.query<{ provider: string }>(text, [workspaceOf(scope), accountsOf(scope) ?? null]);
  return rows.map((row) => row.provider);
}

function sealConfig(keys: WorkspaceKeys, id: ConnectedAccountId, config: unknown): Uint8Array {
  return keys.seal(configPlace(id), JSON.stringify(config));
}

function configPlace(id: ConnectedAccountId) {
  return { table: "connected_accounts", column: "sealed_config", row: id };
}

/** A workspace's accounts that one driver speaks for, oldest first. */
export async function accountsOfDriver(
  db: Db,
  workspace: WorkspaceId,
  driver: string,
): Promise<readonly ConnectedAccount[]> {
  const text = `
    select ${accountColumns} from connected_accounts
    where workspace_id = $1 and driver = $2 order by created_at, connected_account_id`;
  return (await db.query<ConnectedAccountRow>(text, [workspace, driver])).map(accountFrom);
}

/** Signs an account in anew, through another webview. */
export async function reconnectAccount(
  tx: Db,
  keys: WorkspaceKeys,
  id: ConnectedAccountId,
  anew: {
    readonly config: unknown;
    readonly webview: ConnectWebviewId;
    readonly customMetadata: Readonly<Record<string, string | boolean>>;
    readonly chosenLocks: readonly NativeId[] | undefined;
    readonly at: number;
  },
): Promise<void> {
  await saveConfig(tx, keys, id, anew.config);
  const text = `
    update connected_accounts set connect_webview_id = $2, custom_metadata = custom_metadata || $3::jsonb,
      next_due_at = least(coalesce(next_due_at, $4), $4), chosen_locks = $5
    where connected_account_id = $1`;
  const { webview, customMetadata, at, chosenLocks = null } = anew;
  const values = [id, webview, JSON.stringify(customMetadata), toTime(at), chosenLocks];
  await tx.query({ name: "reconnect-account", text }, values);
}
