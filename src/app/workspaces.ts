import type { ApiKeyId, WorkspaceId } from "#domain/ids.ts";
import { type Problem, problem } from "#domain/problem.ts";
import { type ApiKey, insertApiKey } from "#store/api-keys.ts";
import { addReach } from "#store/personal-access-tokens.ts";
import { newWrappedDataKey } from "#store/seal.ts";
import {
  changeWorkspace,
  findWorkspace,
  insertWorkspace,
  listWorkspaces as listStored,
  type WorkspaceChanges,
} from "#store/workspaces.ts";
import type { Desk } from "./desk.ts";
import { hashOf, newMarkedToken, newToken, parseToken, printToken } from "./tokens.ts";
import type { SignedIn, SignedInAs, WorkspaceView } from "./views.ts";

export async function getWorkspace(desk: Desk, workspace: WorkspaceId): Promise<WorkspaceView | Problem> {
  const found = await findWorkspace(desk.store.db, workspace);
  return found ?? problem("workspace_not_found", "There is no such workspace.", { data: { workspace_id: workspace } });
}

/** Every workspace: for whoever runs the house, not for a caller with a key. */
export async function listWorkspaces(desk: Desk): Promise<readonly WorkspaceView[]> {
  return listStored(desk.store.db);
}

/** The workspaces that a caller can open. */
export async function listReachable(desk: Desk, caller: SignedIn): Promise<readonly WorkspaceView[]> {
  const { db } = desk.store;
  if (caller.kind === "pat_without_workspace" || caller.kind === "pat_with_workspace") {
    return listStored(db, caller.reach);
  }
  return listStored(db, [caller.workspaceId]);
}

/** What a new workspace says of itself. */
export interface CreateWorkspace {
  readonly name: string;
  readonly isSandbox: boolean;
  readonly companyName?: string | undefined;
  readonly connectPartnerName?: string | undefined;
  readonly customization?: Readonly<Record<string, string>> | undefined;
  /** A token that does not open every workspace opens the one that it made. */
  readonly madeBy?: SignedInAs<"pat_without_workspace"> | undefined;
}

/** A new tenant with a data key of its own. */
export async function createWorkspace(desk: Desk, request: CreateWorkspace): Promise<WorkspaceView> {
  const { store, runtime } = desk;
  const workspace: WorkspaceView = {
    id: runtime.uuid() as WorkspaceId,
    name: request.name,
    isSandbox: request.isSandbox,
    createdAt: runtime.now(),
    companyName: request.companyName,
    connectPartnerName: request.connectPartnerName,
    customization: request.customization ?? {},
    isSuspended: false,
    publishableKey: printToken(newMarkedToken("publishable_key", runtime.randomBytes)),
    allowsPublishableKey: false,
  };
  const wrapped = newWrappedDataKey(store.masterKey, workspace.id, runtime.randomBytes);
  await store.db.transaction(async (tx) => {
    await insertWorkspace(tx, workspace, wrapped);
    if (request.madeBy?.reach !== undefined) await addReach(tx, request.madeBy.tokenId, workspace.id);
  });
  return workspace;
}

/** Changes what a workspace says of itself; see `WorkspaceChanges`. */
export async function updateWorkspace(
  desk: Desk,
  workspace: WorkspaceId,
  changes: Omit<WorkspaceChanges, "publishableKey">,
): Promise<void> {
  const { store, runtime } = desk;
  // Workspaces from before there were publishable keys get one when it is first of use.
  const publishableKey =
    changes.allowsPublishableKey === true
      ? printToken(newMarkedToken("publishable_key", runtime.randomBytes))
      : undefined;
  await changeWorkspace(store.db, workspace, { ...changes, publishableKey });
}

export interface NewApiKey {
  readonly keyId: ApiKeyId;
  readonly key: ApiKey;
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
  const isFixed = fixed !== undefined;
  const token = isFixed ? parseToken(fixed) : newToken(workspace.isSandbox, runtime.randomBytes);
  if (token === undefined) return problem("invalid_input", "An API key has the form seam_<short>_<long>.");
  const key: ApiKey = {
    id: runtime.uuid() as ApiKeyId,
    workspaceId: workspace.id,
    name,
    shortToken: token.short,
    longTokenHash: hashOf(token.long),
    createdAt: runtime.now(),
    expiresAt,
    revokedAt: undefined,
  };
  if (await insertApiKey(store.db, key)) return { keyId: key.id, key, token: printToken(token) };
  if (isFixed) return problem("invalid_input", "There is a key that begins like this one.");
  // Four letters name a sandbox's key: with some thousands of keys, one is drawn twice.
  return createApiKey(desk, workspace, { name, expiresAt });
}
