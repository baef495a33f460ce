import type { PersonalAccessTokenId, WorkspaceId } from "#domain/ids.ts";
import {
  insertPersonalAccessToken,
  listPersonalAccessTokens as listStored,
  revokePersonalAccessToken as revokeStored,
} from "#store/personal-access-tokens.ts";
import type { Desk } from "./desk.ts";
import { hashOf, newMarkedToken, printToken } from "./tokens.ts";
import type { PersonalAccessTokenView } from "./views.ts";

export interface CreatePersonalAccessToken {
  readonly name: string;
  /** `undefined`: every workspace, also those to come. */
  readonly workspaces: readonly WorkspaceId[] | undefined;
  readonly expiresAt?: number | undefined;
}

/** A new credential of a person. `token` is shown now and never again: only its hash is kept. */
export async function createPersonalAccessToken(
  { store, runtime }: Desk,
  { name, workspaces, expiresAt }: CreatePersonalAccessToken,
): Promise<{ readonly tokenId: PersonalAccessTokenId; readonly token: string }> {
  const token = newMarkedToken("personal_access_token", runtime.randomBytes);
  const tokenId = runtime.uuid() as PersonalAccessTokenId;
  await insertPersonalAccessToken(store.db, {
    id: tokenId,
    name,
    shortToken: token.short,
    longTokenHash: hashOf(token.long),
    createdAt: runtime.now(),
    expiresAt,
    revokedAt: undefined,
    workspaces,
  });
  return { tokenId, token: printToken(token) };
}

export async function listPersonalAccessTokens(desk: Desk): Promise<readonly PersonalAccessTokenView[]> {
  return listStored(desk.store.db);
}

/** Answers whether there was such a token to revoke. */
export async function revokePersonalAccessToken(desk: Desk, id: PersonalAccessTokenId): Promise<boolean> {
  return revokeStored(desk.store.db, id, desk.runtime.now());
}
