import type { UserIdentityId, WorkspaceId } from "#domain/ids.ts";
import { type Db, sqlState, toTime } from "./db.ts";

/** A person, as a customer knows them. */
export interface UserIdentity {
  readonly id: UserIdentityId;
  readonly workspaceId: WorkspaceId;
  readonly key: string | undefined;
  readonly emailAddress: string | undefined;
  readonly phoneNumber: string | undefined;
  readonly fullName: string | undefined;
  readonly createdAt: number;
}

interface UserIdentityRow {
  user_identity_id: UserIdentityId;
  workspace_id: WorkspaceId;
  user_identity_key: string | null;
  email_address: string | null;
  phone_number: string | null;
  full_name: string | null;
  created_at: Date;
}

/** Null removes, `undefined` leaves as it is. */
export interface UserIdentityChanges {
  readonly key?: string | null | undefined;
  readonly emailAddress?: string | null | undefined;
  readonly phoneNumber?: string | null | undefined;
  readonly fullName?: string | null | undefined;
}

const columns = "user_identity_id, workspace_id, user_identity_key, email_address, phone_number, full_name, created_at";

/** Which field another person of the workspace has already; `undefined` where it was recorded. */
export type Taken = "user_identity_key" | "email_address" | "phone_number" | undefined;

export async function insertUserIdentity(db: Db, person: UserIdentity): Promise<Taken> {
  return orTaken(() =>
    db.query(`insert into user_identities (${columns}) values ($1, $2, $3, $4, $5, $6, $7)`, [
      person.id,
      person.workspaceId,
      person.key ?? null,
      person.emailAddress ?? null,
      person.phoneNumber ?? null,
      person.fullName ?? null,
      toTime(person.createdAt),
    ]),
  );
}

/** By its id, or by the customer's own key for it. */
export async function findUserIdentity(
  db: Db,
  workspace: WorkspaceId,
  { id, key }: { readonly id?: UserIdentityId | undefined; readonly key?: string | undefined },
): Promise<UserIdentity | undefined> {
  const text = `select ${columns} from user_identities
    where workspace_id = $1 and ($2::uuid is null or user_identity_id = $2) and ($3::text is null or user_identity_key = $3)
      and not ($2::uuid is null and $3::text is null)`;
  const [row] = await db.query<UserIdentityRow>(text, [workspace, id ?? null, key ?? null]);
  return row === undefined ? undefined : userIdentityFrom(row);
}

/** Oldest first; `search` is part of any of its fields. */
export async function listUserIdentities(
  db: Db,
  workspace: WorkspaceId,
  { ids, search }: { readonly ids?: readonly UserIdentityId[] | undefined; readonly search?: string | undefined },
): Promise<readonly UserIdentity[]> {
  const text = `select ${columns} from user_identities
    where workspace_id = $1 and ($2::uuid[] is null or user_identity_id = any($2))
      and ($3::text is null or position(lower($3) in lower(concat_ws(' ', full_name, email_address, phone_number,
        user_identity_key, user_identity_id::text))) > 0)
    order by created_at, user_identity_id`;
  const rows = await db.query<UserIdentityRow>(text, [workspace, ids ?? null, search ?? null]);
  return rows.map(userIdentityFrom);
}

export async function changeUserIdentity(
  db: Db,
  workspace: WorkspaceId,
  id: UserIdentityId,
  changes: UserIdentityChanges,
): Promise<Taken> {
  const set = {
    user_identity_key: changes.key,
    email_address: changes.emailAddress,
    phone_number: changes.phoneNumber,
  };
  const asked = Object.entries({ ...set, full_name: changes.fullName }).filter(([, value]) => value !== undefined);
  if (asked.length === 0) return undefined;
  const assignments = asked.map(([column], index) => `${column} = $${index + 3}`).join(", ");
  const text = `update user_identities set ${assignments} where workspace_id = $1 and user_identity_id = $2`;
  return orTaken(() => db.query(text, [workspace, id, ...asked.map(([, value]) => value)]));
}

/** Its sessions stay, and are nobody's. Answers whether there was such a person. */
export async function deleteUserIdentity(db: Db, workspace: WorkspaceId, id: UserIdentityId): Promise<boolean> {
  return db.transaction(async (tx) => {
    await tx.query(
      "update client_sessions set user_identity_id = null where workspace_id = $1 and user_identity_id = $2",
      [workspace, id],
    );
    const text =
      "delete from user_identities where workspace_id = $1 and user_identity_id = $2 returning user_identity_id";
    return (await tx.query(text, [workspace, id])).length > 0;
  });
}

async function orTaken(write: () => Promise<unknown>): Promise<Taken> {
  try {
    await write();
    return undefined;
  } catch (error) {
    if (sqlState(error) !== "23505") throw error;
    const constraint = String((error as { constraint?: unknown }).constraint);
    if (constraint === "user_identities_email") return "email_address";
    return constraint === "user_identities_phone" ? "phone_number" : "user_identity_key";
  }
}

function userIdentityFrom(row: UserIdentityRow): UserIdentity {
  return {
    id: row.user_identity_id,
    workspaceId: row.workspace_id,
    key: row.user_identity_key ?? undefined,
    emailAddress: row.email_address ?? undefined,
    phoneNumber: row.phone_number ?? undefined,
    fullName: row.full_name ?? undefined,
    createdAt: row.created_at.getTime(),
  };
}
