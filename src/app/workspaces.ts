import type { ApiKeyId, WorkspaceId } from "#domain/ids.ts";
import { type Problem, problem } from "#domain/problem.ts";
import { insertApiKey, revokeApiKey as revokeStored } from "#store/api-keys.ts";
import { newWrappedDataKey } from "#store/seal.ts";
import { findWorkspace, insertWorkspace, listWorkspaces as listStored } from "#store/workspaces.ts";
import type { Desk } from "./desk.ts";
import { hashOf, newToken, parseToken, printToken } from "./tokens.ts";
import type { WorkspaceView } from "./views.ts";

export async function getWorkspace(desk: Desk, workspace: WorkspaceId): Promise<WorkspaceView | Problem> {
  const found = await findWorkspace(desk.store.db, workspace);
  return found ?? problem("workspace_not_found", "There is no such workspace.", { data: { workspace_id: workspace } });
}

/** Every workspace: for whoever runs the house, not for a caller with a key. */
export async function listWorkspaces(desk: Desk): Promise<readonly WorkspaceView[]> {
  return listStored(desk.store.db);
}

/** A new tenant with a data key of its own. */
export async function createWorkspace(
  desk: Desk,
  { name, isSandbox }: { readonly name: string; readonly isSandbox: boolean },
): Promise<WorkspaceView> {
  const { store, runtime } = desk;
  const workspace = { id: runtime.uuid() as WorkspaceId, name, isSandbox, createdAt: runtime.now() };
  await insertWorkspace(store.db, workspace, newWrappedDataKey(store.masterKey, workspace.id, runtime.randomBytes));
  return workspace;
}

export interface NewApiKey {
  readonly keyId: ApiKeyId;
  /** Shown now and never again: only its hash is kept. */
  readonly token: string;
}

/** A new API key of a workspace. `fixed` is a token to take instead of a drawn one. */
export async function createApiKey(
  desk: Desk,
  workspace: WorkspaceView,
  {
    name,
    fixed,
    expiresAt,
  }: { readonly name: string; readonly fixed?: string | undefined; readonly expiresAt?: number | undefined },
): Promise<NewApiKey | Problem> {
  const { store, runtime } = desk;
  const token = fixed === undefined ? newToken(workspace.isSandbox, runtime.randomBytes) : parseToken(fixed);
  if (token === undefined) return problem("invalid_input", "An API key has the form seam_<short>_<long>.");
  const keyId = runtime.uuid() as ApiKeyId;
  await insertApiKey(store.db, {
    id: keyId,
    workspaceId: workspace.id,
    name,
    shortToken: token.short,
    longTokenHash: hashOf(token.long),
    createdAt: runtime.now(),
    expiresAt,
    revokedAt: undefined,
  });
  return { keyId, token: printToken(token) };
}

/** Answers whether there was such a key to revoke. */
export async function revokeApiKey(desk: Desk, workspace: WorkspaceId, keyId: ApiKeyId): Promise<boolean> {
  return revokeStored(desk.store.db, workspace, keyId, desk.runtime.now());
}
