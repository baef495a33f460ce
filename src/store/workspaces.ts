import type { WorkspaceId } from "#domain/ids.ts";
import { type Db, toTime } from "./db.ts";

/** A tenant's own record. */
export interface Workspace {
  readonly id: WorkspaceId;
  readonly name: string;
  readonly isSandbox: boolean;
  readonly createdAt: number;
}

interface WorkspaceRow {
  workspace_id: WorkspaceId;
  name: string;
  is_sandbox: boolean;
  created_at: Date;
}

export async function insertWorkspace(db: Db, workspace: Workspace, wrappedDataKey: Uint8Array): Promise<void> {
  await db.query(
    `insert into workspaces (workspace_id, name, is_sandbox, wrapped_data_key, created_at) values ($1, $2, $3, $4, $5)`,
    [workspace.id, workspace.name, workspace.isSandbox, wrappedDataKey, toTime(workspace.createdAt)],
  );
}

export async function findWorkspace(db: Db, id: WorkspaceId): Promise<Workspace | undefined> {
  const text = "select workspace_id, name, is_sandbox, created_at from workspaces where workspace_id = $1";
  const [row] = await db.query<WorkspaceRow>({ name: "find-workspace", text }, [id]);
  return row === undefined ? undefined : workspaceFrom(row);
}

/** Every tenant, oldest first: for whoever runs the house. */
export async function listWorkspaces(db: Db): Promise<readonly Workspace[]> {
  const text = "select workspace_id, name, is_sandbox, created_at from workspaces order by created_at, workspace_id";
  return (await db.query<WorkspaceRow>(text)).map(workspaceFrom);
}

function workspaceFrom(row: WorkspaceRow): Workspace {
  return { id: row.workspace_id, name: row.name, isSandbox: row.is_sandbox, createdAt: row.created_at.getTime() };
}
