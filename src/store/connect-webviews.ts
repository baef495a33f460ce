import type { ConnectWebview } from "#domain/connect-webview.ts";
import type { AcceptedCapability } from "#domain/connected-account.ts";
import type { ClientSessionId, ConnectedAccountId, ConnectWebviewId, WorkspaceId } from "#domain/ids.ts";
import { selectList } from "./columns.ts";
import { type Db, fromTime, toTime } from "./db.ts";

interface ConnectWebviewRow {
  connect_webview_id: ConnectWebviewId;
  workspace_id: WorkspaceId;
  accepted_providers: string[];
  any_provider_allowed: boolean;
  accepted_capabilities: AcceptedCapability[];
  custom_metadata: Record<string, string | boolean>;
  custom_redirect_url: string | null;
  custom_redirect_failure_url: string | null;
  automatically_manage_new_devices: boolean;
  wait_for_device_creation: boolean;
  status: ConnectWebview["status"];
  selected_provider: string | null;
  connected_account_id: ConnectedAccountId | null;
  authorized_at: Date | null;
  created_at: Date;
}

const columns = selectList([
  "connect_webview_id",
  "workspace_id",
  "accepted_providers",
  "any_provider_allowed",
  "accepted_capabilities",
  "custom_metadata",
  "custom_redirect_url",
  "custom_redirect_failure_url",
  "automatically_manage_new_devices",
  "wait_for_device_creation",
  "status",
  "selected_provider",
  "connected_account_id",
  "authorized_at",
  "created_at",
] as const satisfies readonly (keyof ConnectWebviewRow)[]);

function webviewFrom(row: ConnectWebviewRow): ConnectWebview {
  return {
    id: row.connect_webview_id,
    workspaceId: row.workspace_id,
    acceptedProviders: row.accepted_providers,
    acceptsAnyProvider: row.any_provider_allowed,
    acceptedCapabilities: row.accepted_capabilities,
    customMetadata: row.custom_metadata,
    redirectUrl: row.custom_redirect_url ?? undefined,
    redirectFailureUrl: row.custom_redirect_failure_url ?? undefined,
    automaticallyManagesNewDevices: row.automatically_manage_new_devices,
    waitsForDevices: row.wait_for_device_creation,
    status: row.status,
    selectedProvider: row.selected_provider ?? undefined,
    accountId: row.connected_account_id ?? undefined,
    authorizedAt: fromTime(row.authorized_at),
    createdAt: row.created_at.getTime(),
  };
}

export async function insertWebview(db: Db, webview: ConnectWebview): Promise<void> {
  await db.query(
    `insert into connect_webviews (connect_webview_id, workspace_id, accepted_providers, any_provider_allowed,
       accepted_capabilities, custom_metadata, custom_redirect_url, custom_redirect_failure_url,
       automatically_manage_new_devices, wait_for_device_creation, status, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      webview.id,
      webview.workspaceId,
      webview.acceptedProviders,
      webview.acceptsAnyProvider,
      webview.acceptedCapabilities,
      JSON.stringify(webview.customMetadata),
      webview.redirectUrl ?? null,
      webview.redirectFailureUrl ?? null,
      webview.automaticallyManagesNewDevices,
      webview.waitsForDevices,
      webview.status,
      toTime(webview.createdAt),
    ],
  );
}

/** A webview whichever workspace it is of: whoever opens its page has nothing but its id. */
export async function findWebviewAnywhere(db: Db, id: ConnectWebviewId): Promise<ConnectWebview | undefined> {
  const text = `select ${columns} from connect_webviews where connect_webview_id = $1`;
  const [row] = await db.query<ConnectWebviewRow>({ name: "find-webview-anywhere", text }, [id]);
  return row === undefined ? undefined : webviewFrom(row);
}

export interface WebviewFilter {
  readonly customMetadataHas?: Readonly<Record<string, string | boolean>> | undefined;
  /** Only those that this client session was given. */
  readonly sessionId?: ClientSessionId | undefined;
  readonly id?: ConnectWebviewId | undefined;
  readonly limit: number;
  readonly after: { readonly createdAt: number; readonly id: string } | undefined;
}

/** Up to `limit` webviews after a place in the list, oldest first. */
export async function listWebviews(
  db: Db,
  workspace: WorkspaceId,
  filter: WebviewFilter,
): Promise<readonly ConnectWebview[]> {
  const text = `
    select ${columns} from connect_webviews
    where workspace_id = $1 and custom_metadata @> $2::jsonb
      and ($3::timestamptz is null or (created_at, connect_webview_id) > ($3, $4::uuid))
      and ($6::uuid is null or connect_webview_id = $6)
      and ($7::uuid is null or connect_webview_id in (
        select connect_webview_id from client_session_webviews where client_session_id = $7))
    order by created_at, connect_webview_id limit $5`;
  const rows = await db.query<ConnectWebviewRow>(text, [
    workspace,
    JSON.stringify(filter.customMetadataHas ?? {}),
    toTime(filter.after?.createdAt),
    filter.after?.id ?? null,
    filter.limit,
    filter.id ?? null,
    filter.sessionId ?? null,
  ]);
  return rows.map(webviewFrom);
}

/** Answers whether there was such a webview. */
export async function removeWebview(db: Db, workspace: WorkspaceId, id: ConnectWebviewId): Promise<boolean> {
  const text = "delete from connect_webviews where workspace_id = $1 and connect_webview_id = $2 returning 1";
  return (await db.query(text, [workspace, id])).length > 0;
}

/** Notes that a sign-in came to nothing; one that came to something stays so. Answers whether it did. */
export async function failWebview(tx: Db, id: ConnectWebviewId, provider: string): Promise<boolean> {
  const text = `update connect_webviews set status = 'failed', selected_provider = $2
    where connect_webview_id = $1 and status in ('pending', 'failed') returning 1`;
  return (await tx.query({ name: "fail-webview", text }, [id, provider])).length > 0;
}

/** Takes a webview for one sign-in: answers whether nobody else has used it yet. */
export async function useWebview(
  tx: Db,
  id: ConnectWebviewId,
  used: {
    readonly provider: string;
    readonly accountId: ConnectedAccountId;
    readonly status: "syncing" | "authorized";
    readonly at: number;
  },
): Promise<boolean> {
  const text = `
    update connect_webviews set status = $2, selected_provider = $3, connected_account_id = $4, authorized_at = $5,
      sealed_sign_in = null
    where connect_webview_id = $1 and status in ('pending', 'failed') returning 1`;
  const authorizedAt = used.status === "authorized" ? toTime(used.at) : null;
  const values = [id, used.status, used.provider, used.accountId, authorizedAt];
  return (await tx.query({ name: "use-webview", text }, values)).length > 0;
}

/** The webviews that waited for this account's devices, from now on authorized. */
export async function authorizeWaiting(
  tx: Db,
  account: ConnectedAccountId,
  now: number,
): Promise<readonly ConnectWebviewId[]> {
  const text = `
    update connect_webviews set status = 'authorized', authorized_at = $2
    where connected_account_id = $1 and status = 'syncing' returning connect_webview_id as id`;
  const values = [account, toTime(now)];
  return (await tx.query<{ id: ConnectWebviewId }>({ name: "authorize-waiting", text }, values)).map(({ id }) => id);
}

/** Has a client session know a webview that it asked for. */
export async function giveToSession(tx: Db, id: ConnectWebviewId, session: ClientSessionId): Promise<void> {
  const text = "insert into client_session_webviews (client_session_id, connect_webview_id) values ($1, $2)";
  await tx.query({ name: "give-webview", text }, [session, id]);
}
