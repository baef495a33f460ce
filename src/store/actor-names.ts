import type { Actor } from "#domain/actor.ts";
import type { WorkspaceId } from "#domain/ids.ts";
import type { Db } from "./db.ts";

/** What those who asked for something are called, by id; whoever was deleted since has no name. */
export async function actorNames(
  db: Db,
  workspace: WorkspaceId,
  actors: readonly Actor[],
): Promise<ReadonlyMap<string, string>> {
  if (actors.length === 0) return new Map();
  const rows = await db.query<{ id: string; name: string | null }>({ name: "actor-names", text: namesText }, [
    workspace,
    [...new Set(actors.map((actor) => actor.id))],
  ]);
  return new Map(rows.flatMap(({ id, name }) => (name === null ? [] : [[id, name] as const])));
}

const namesText = `
  select api_key_id as id, name from api_keys where workspace_id = $1 and api_key_id = any($2::uuid[])
  union all
  select personal_access_token_id, name from personal_access_tokens where personal_access_token_id = any($2)
  union all
  select client_session_id, user_identifier_key from client_sessions where workspace_id = $1 and client_session_id = any($2)
  order by id`;
