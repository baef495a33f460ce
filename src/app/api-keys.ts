import type { ApiKeyId, WorkspaceId } from "#domain/ids.ts";
import { type Problem, problem } from "#domain/problem.ts";
import { changeApiKey, listApiKeys as listStored, revokeApiKey as revokeStored } from "#store/api-keys.ts";
import type { Desk } from "./desk.ts";
import type { ApiKeyView } from "./views.ts";

/** A workspace's keys, the revoked and the expired among them. */
export async function listApiKeys(desk: Desk, workspace: WorkspaceId): Promise<readonly ApiKeyView[]> {
  return listStored(desk.store.db, workspace);
}

/** Names a key anew, or has it expire at another time; null: never. */
export async function updateApiKey(
  desk: Desk,
  workspace: WorkspaceId,
  { keyId, ...changes }: UpdateApiKey,
): Promise<ApiKeyView | Problem> {
  return (await changeApiKey(desk.store.db, workspace, keyId, changes)) ?? noSuchKey(keyId);
}

export interface UpdateApiKey {
  readonly keyId: ApiKeyId;
  readonly name?: string | undefined;
  readonly expiresAt?: number | null | undefined;
}

/** A key that is revoked already stays so. */
export async function revokeApiKey(desk: Desk, workspace: WorkspaceId, keyId: ApiKeyId): Promise<Problem | undefined> {
  if (await revokeStored(desk.store.db, workspace, keyId, desk.runtime.now())) return undefined;
  const isKnown = (await listStored(desk.store.db, workspace)).some((key) => key.id === keyId);
  return isKnown ? undefined : noSuchKey(keyId);
}

function noSuchKey(keyId: ApiKeyId): Problem {
  return problem("api_key_not_found", "There is no such API key.", { data: { api_key_id: keyId } });
}
