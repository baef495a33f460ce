import type { ConnectedAccountId, WorkspaceId } from "./ids.ts";

/** What a caller sees: a whole workspace, or what hangs on some of its accounts. */
export type Scope = WorkspaceId | PartOfWorkspace;

/** The devices of these accounts, and the codes, attempts and events of these devices. */
export interface PartOfWorkspace {
  readonly workspace: WorkspaceId;
  readonly accounts: readonly ConnectedAccountId[];
}

/** The workspace that a scope is of. */
export function workspaceOf(scope: Scope): WorkspaceId {
  return typeof scope === "string" ? scope : scope.workspace;
}

/** The accounts that a scope is limited to; `undefined` where it is the whole workspace. */
export function accountsOf(scope: Scope): readonly ConnectedAccountId[] | undefined {
  return typeof scope === "string" ? undefined : scope.accounts;
}

/** Whether an account of the scope's workspace is in the scope. */
export function isWithin(scope: Scope, account: ConnectedAccountId): boolean {
  return accountsOf(scope)?.includes(account) ?? true;
}

/** What a scope has in common with these accounts of its workspace. */
export function narrowed(scope: Scope, accounts: readonly ConnectedAccountId[]): PartOfWorkspace {
  return { workspace: workspaceOf(scope), accounts: accounts.filter((account) => isWithin(scope, account)) };
}
