import type { WorkspaceId } from "#domain/ids.ts";
import { type Db, toTime } from "./db.ts";

/** A tenant's own record. */
export interface Workspace {
  readonly id: WorkspaceId;
  readonly name: string;
  readonly isSandbox: boolean;
  readonly createdAt: number;
  readonly companyName: string | undefined;
  readonly connectPartnerName: string | undefined;
  /** The contract's `connect_webview_customization`. */
  readonly customization: Readonly<Record<string, string>>;
  readonly isSuspended: boolean;
  /** For web pages: it is no secret, and works where it is allowed to. */
  readonly publishableKey: string | undefined;
  readonly allowsPublishableKey: boolean;
}

interface WorkspaceRow {
  workspace_id: WorkspaceId;
  name: string;
  is_sandbox: boolean;
  created_at: Date;
  company_name: string | null;
  connect_partner_name: string | null;
  connect_webview_customization: Record<string, string>;
  is_suspended: boolean;
  publishable_key: string | null;
  is_publishable_key_auth_enabled: boolean;
}

const columns = `workspace_id, name, is_sandbox, created_at, company_name, connect_partner_name,
  connect_webview_customization, is_suspended, publishable_key, is_publishable_key_auth_enabled`;

export async function insertWorkspace(db: Db, workspace: Workspace, wrappedDataKey: Uint8Array): Promise<void> {
  await db.query(
    `insert into workspaces (${columns}, wrapped_data_key) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      workspace.id,
      workspace.name,
      workspace.isSandbox,
      toTime(workspace.createdAt),
      workspace.companyName ?? null,
      workspace.connectPartnerName ?? null,
      workspace.customization,
      workspace.isSuspended,
      workspace.publishableKey ?? null,
      workspace.allowsPublishableKey,
      wrappedDataKey,
    ],
  );
}

export async function findWorkspace(db: Db, id: WorkspaceId): Promise<Workspace | undefined> {
  const text = `select ${columns} from workspaces where workspace_id = $1`;
  const [row] = await db.query<WorkspaceRow>({ name: "find-workspace", text }, [id]);
  return row === undefined ? undefined : workspaceFrom(row);
}

/** The workspace that a publishable key speaks for, where it is allowed to. */
export async function findWorkspaceByPublishableKey(db: Db, key: string): Promise<Workspace | undefined> {
  const text = `select ${columns} from workspaces where publishable_key = $1 and is_publishable_key_auth_enabled`;
  const [row] = await db.query<WorkspaceRow>({ name: "find-workspace-by-publishable-key", text }, [key]);
  return row === undefined ? undefined : workspaceFrom(row);
}

/** Every tenant, or these, oldest first. */
export async function listWorkspaces(db: Db, ids?: readonly WorkspaceId[]): Promise<readonly Workspace[]> {
  const text = `select ${columns} from workspaces where $1::uuid[] is null or workspace_id = any($1)
    order by created_at, workspace_id`;
  return (await db.query<WorkspaceRow>(text, [ids ?? null])).map(workspaceFrom);
}

/** Fields that are `undefined` stay; in the customization, null removes. */
export interface WorkspaceChanges {
  readonly name?: string | undefined;
  readonly connectPartnerName?: string | undefined;
  readonly customization?: Readonly<Record<string, string | null>> | undefined;
  readonly isSuspended?: boolean | undefined;
  readonly allowsPublishableKey?: boolean | undefined;
  /** Taken where there is none yet. */
  readonly publishableKey?: string | undefined;
}

export async function changeWorkspace(db: Db, id: WorkspaceId, changes: WorkspaceChanges): Promise<void> {
  await db.query(
    `update workspaces set name = coalesce($2, name), connect_partner_name = coalesce($3, connect_partner_name),
       connect_webview_customization = jsonb_strip_nulls(connect_webview_customization || $4::jsonb),
       is_suspended = coalesce($5, is_suspended),
       is_publishable_key_auth_enabled = coalesce($6, is_publishable_key_auth_enabled),
       publishable_key = coalesce(publishable_key, $7)
     where workspace_id = $1`,
    [
      id,
      changes.name ?? null,
      changes.connectPartnerName ?? null,
      JSON.stringify(changes.customization ?? {}),
      changes.isSuspended ?? null,
      changes.allowsPublishableKey ?? null,
      changes.publishableKey ?? null,
    ],
  );
}

function workspaceFrom(row: WorkspaceRow): Workspace {
  return {
    id: row.workspace_id,
    name: row.name,
    isSandbox: row.is_sandbox,
    createdAt: row.created_at.getTime(),
    companyName: row.company_name ?? undefined,
    connectPartnerName: row.connect_partner_name ?? undefined,
    customization: row.connect_webview_customization,
    isSuspended: row.is_suspended,
    publishableKey: row.publishable_key ?? undefined,
    allowsPublishableKey: row.is_publishable_key_auth_enabled,
  };
}
