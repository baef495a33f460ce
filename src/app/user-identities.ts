import type { UserIdentityId, WorkspaceId } from "#domain/ids.ts";
import { type Problem, problem } from "#domain/problem.ts";
import {
  changeUserIdentity,
  deleteUserIdentity as deleteStored,
  findUserIdentity,
  insertUserIdentity,
  listUserIdentities as listStored,
  type Taken,
  type UserIdentityChanges,
} from "#store/user-identities.ts";
import type { Desk } from "./desk.ts";
import type { SignedIn, UserIdentityView } from "./views.ts";

/** Null counts as absent. */
export async function createUserIdentity(
  { store, runtime }: Desk,
  workspace: WorkspaceId,
  request: UserIdentityChanges,
): Promise<UserIdentityView | Problem> {
  const person = {
    id: runtime.uuid() as UserIdentityId,
    workspaceId: workspace,
    key: request.key ?? undefined,
    emailAddress: request.emailAddress ?? undefined,
    phoneNumber: request.phoneNumber ?? undefined,
    fullName: request.fullName ?? undefined,
    createdAt: runtime.now(),
  };
  return refuseTaken(await insertUserIdentity(store.db, person)) ?? person;
}

export async function getUserIdentity(
  desk: Desk,
  workspace: WorkspaceId,
  which: { readonly id?: UserIdentityId | undefined; readonly key?: string | undefined },
): Promise<UserIdentityView | Problem> {
  return (
    (await findUserIdentity(desk.store.db, workspace, which)) ??
    noSuchUserIdentity({ user_identity_id: which.id, user_identity_key: which.key })
  );
}

/** A client session sees its own user identity and no other. */
export async function listUserIdentities(
  desk: Desk,
  workspace: WorkspaceId,
  { caller, search }: { readonly caller: SignedIn; readonly search?: string | undefined },
): Promise<readonly UserIdentityView[]> {
  const own = caller.kind === "client_session" ? [caller.userIdentityId ?? []].flat() : undefined;
  return listStored(desk.store.db, workspace, { ids: own, search });
}

export async function updateUserIdentity(
  desk: Desk,
  workspace: WorkspaceId,
  { id, ...changes }: UserIdentityChanges & { readonly id: UserIdentityId },
): Promise<Problem | undefined> {
  const { db } = desk.store;
  if ((await findUserIdentity(db, workspace, { id })) === undefined)
    return noSuchUserIdentity({ user_identity_id: id });
  return refuseTaken(await changeUserIdentity(db, workspace, id, changes));
}

export async function deleteUserIdentity(
  desk: Desk,
  workspace: WorkspaceId,
  id: UserIdentityId,
): Promise<Problem | undefined> {
  const isThere = await deleteStored(desk.store.db, workspace, id);
  return isThere ? undefined : noSuchUserIdentity({ user_identity_id: id });
}

function refuseTaken(taken: Taken): Problem | undefined {
  if (taken === undefined) return undefined;
  return problem("user_identity_already_exists", `Another user identity has this ${taken}.`, { param: taken });
}

function noSuchUserIdentity(data: Readonly<Record<string, unknown>>): Problem {
  return problem("user_identity_not_found", "There is no such user identity.", { data });
}
