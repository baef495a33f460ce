import type { CodeRow, LockRow } from "#virtual-locks/rows.ts";
import type { World } from "#virtual-locks/world.ts";

/** Whose a PIN is: at each lock a user has one, and it is one user's. */
export interface User {
  readonly firstName: string;
  readonly lastName: string;
  /** The PIN that this user was given. */
  readonly codeId?: string;
}

export function userNote(accountId: string, userId: string): string {
  return `${accountId}/users/${userId}`;
}

export function nameOf({ firstName, lastName }: User): string {
  return `${firstName} ${lastName}`.trim();
}

/** What somebody made at the lock itself belongs to a user who is called by the PIN's own id. */
export function userIdOf(world: World, { accountId }: LockRow, code: { readonly id: string }): string {
  return userWith(world, accountId, code.id)?.[0] ?? code.id;
}

export function userOf(world: World, { accountId }: LockRow, code: Pick<CodeRow, "id">, name: string): User {
  const known = userWith(world, accountId, code.id)?.[1];
  const at = name.indexOf(" ");
  const split =
    at < 0 ? { firstName: name, lastName: "" } : { firstName: name.slice(0, at), lastName: name.slice(at + 1) };
  return known !== undefined && nameOf(known) === name ? known : split;
}

function userWith(world: World, accountId: string, codeId: string): readonly [string, User] | undefined {
  const prefix = userNote(accountId, "");
  for (const [id, row] of world.entries("notes")) {
    const user = row as User;
    if (id.startsWith(prefix) && user.codeId === codeId) return [id.slice(prefix.length), user];
  }
  return undefined;
}
