import type { AcceptedCapability, ConnectedAccount } from "#domain/connected-account.ts";
import type { ConnectedAccountId, WorkspaceId } from "#domain/ids.ts";
import { isProblem, type Problem, problem } from "#domain/problem.ts";
import { isWithin, type Scope, workspaceOf } from "#domain/scope.ts";
import { changeAccount, findAccount, findAccountByEmail, listAccounts as listStored } from "#store/account-views.ts";
import { makeAccountDue } from "#store/connected-accounts.ts";
import { listDevices } from "#store/device-views.ts";
import { findWorkspace } from "#store/workspaces.ts";
import type { Desk } from "./desk.ts";
import { pagedBy } from "./paging.ts";
import type { Page, Paged } from "./views.ts";

export { deleteConnectedAccount } from "./removals.ts";

export type GetConnectedAccount = { readonly accountId: ConnectedAccountId } | { readonly email: string };

/** Every filter that is given must match. */
export interface ListConnectedAccounts {
  /** Empty: matches nothing. */
  readonly accountIds?: readonly ConnectedAccountId[] | undefined;
  readonly customMetadataHas?: Readonly<Record<string, string | boolean>> | undefined;
  readonly search?: string | undefined;
  readonly page: Page;
}

/** Fields that are `undefined` stay as they are. */
export interface UpdateConnectedAccount {
  readonly accountId: ConnectedAccountId;
  /** Replaces what was there; null and "" are left out. */
  readonly customMetadata?: Readonly<Record<string, string | boolean | null>> | undefined;
  readonly automaticallyManagesNewDevices?: boolean | undefined;
  readonly acceptedCapabilities?: readonly AcceptedCapability[] | undefined;
}

export async function getConnectedAccount(
  desk: Desk,
  scope: Scope,
  request: GetConnectedAccount,
): Promise<ConnectedAccount | Problem> {
  const { db } = desk.store;
  const workspace = workspaceOf(scope);
  if ("accountId" in request) {
    const account = await findAccount(db, workspace, request.accountId);
    return account !== undefined && isWithin(scope, account.id) ? account : noSuchAccount(request.accountId);
  }
  const found = await findAccountByEmail(db, workspace, { email: request.email });
  const data = { email: request.email };
  if (found !== undefined && isWithin(scope, found.id)) return found;
  return problem("connected_account_not_found", "There is no such connected account.", { data });
}

export async function listConnectedAccounts(
  desk: Desk,
  workspace: WorkspaceId,
  { accountIds, page, ...filter }: ListConnectedAccounts,
): Promise<Paged<ConnectedAccount>> {
  return pagedBy(
    page,
    (account: ConnectedAccount) => account,
    (limit) => listStored(desk.store.db, workspace, { ...filter, ids: accountIds, limit, after: page.after }),
  );
}

export async function updateConnectedAccount(
  desk: Desk,
  workspace: WorkspaceId,
  { accountId, customMetadata, ...change }: UpdateConnectedAccount,
): Promise<ConnectedAccount | Problem> {
  const changed = await changeAccount(desk.store.db, workspace, accountId, {
    customMetadata: customMetadata && withoutEmpty(customMetadata),
    automaticallyManagesNewDevices: change.automaticallyManagesNewDevices,
    acceptedCapabilities: change.acceptedCapabilities,
  });
  return changed ?? noSuchAccount(accountId);
}

/** Has an account and all its devices looked through as soon as somebody works. */
export async function syncConnectedAccount(
  desk: Desk,
  workspace: WorkspaceId,
  accountId: ConnectedAccountId,
): Promise<Problem | undefined> {
  const { store, runtime } = desk;
  if ((await findAccount(store.db, workspace, accountId)) === undefined) return noSuchAccount(accountId);
  await makeAccountDue(store.db, accountId, runtime.now());
  desk.nudge(accountId);
  return undefined;
}

/** Has a virtual lock cloud withdraw what an account of a sandbox was signed in with. */
export async function simulateAccountDisconnection(
  desk: Desk,
  workspace: WorkspaceId,
  accountId: ConnectedAccountId,
): Promise<Problem | undefined> {
  const { store, runtime, virtualLocks } = desk;
  const owner = await findWorkspace(store.db, workspace);
  if (isProblem(owner) || owner?.isSandbox !== true) {
    return problem("workspace_not_sandbox", "Only a sandbox workspace can simulate.");
  }
  if ((await findAccount(store.db, workspace, accountId)) === undefined) return noSuchAccount(accountId);
  const lockId = await anyLockOf(desk, workspace, accountId);
  const data = { connected_account_id: accountId };
  if (virtualLocks?.signOutAccountOf === undefined || lockId === undefined) {
    return problem("device_type_not_supported", "No virtual locks of this account run here.", { data });
  }
  try {
    await virtualLocks.signOutAccountOf(lockId);
  } catch {
    runtime.log("virtual_locks_failed", { account: accountId });
    return problem("internal_server_error", "The virtual locks did not answer.", { data });
  }
  await makeAccountDue(store.db, accountId, runtime.now());
  desk.nudge(accountId);
  return undefined;
}

async function anyLockOf(desk: Desk, workspace: WorkspaceId, account: ConnectedAccountId): Promise<string | undefined> {
  for (const managed of [true, false]) {
    const filter = { managed, accountIds: [account], limit: 1, after: undefined };
    const [found] = await listDevices(desk.store.db, workspace, filter);
    if (found !== undefined) return found.device.report.nativeId;
  }
  return undefined;
}

function noSuchAccount(id: ConnectedAccountId): Problem {
  return problem("connected_account_not_found", "There is no such connected account.", {
    data: { connected_account_id: id },
  });
}

function withoutEmpty(metadata: Readonly<Record<string, string | boolean | null>>) {
  const kept = Object.entries(metadata).flatMap(([key, value]) =>
    value === null || value === "" ? [] : [[key, value]],
  );
  return Object.fromEntries(kept) as Readonly<Record<string, string | boolean>>;
}
