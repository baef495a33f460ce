import type { WorkspaceId } from "#domain/ids.ts";
import { invariant } from "#domain/invariant.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Db } from "./db.ts";
import { unwrapDataKey, type WorkspaceKeys, workspaceKeys } from "./seal.ts";

/** The house's memory: the database, and each workspace's keys. */
export interface Store {
  readonly db: Db;
  readonly runtime: Runtime;
  /**
   * Unwraps and remembers a workspace's keys. Whoever is within a transaction gives it: a transaction that waited for
   * another connection could wait for ever, once as many of them as there are connections do.
   */
  keysOf(workspace: WorkspaceId, within?: Db): Promise<WorkspaceKeys>;
  readonly masterKey: Uint8Array;
}

export function openStore(db: Db, runtime: Runtime, masterKey: Uint8Array): Store {
  const known = new Map<WorkspaceId, WorkspaceKeys>();
  return {
    db,
    runtime,
    masterKey,
    keysOf: async (workspace, within = db) => {
      // A look-up under way is not waited for: it may be waiting for the connection that `within` holds.
      const keys = known.get(workspace) ?? (await loadKeys(within, runtime, masterKey, workspace));
      known.set(workspace, keys);
      return keys;
    },
  };
}

async function loadKeys(
  db: Db,
  runtime: Runtime,
  masterKey: Uint8Array,
  workspace: WorkspaceId,
): Promise<WorkspaceKeys> {
  const [row] = await db.query<{ wrapped_data_key: Uint8Array }>(
    { name: "load-keys", text: "select wrapped_data_key from workspaces where workspace_id = $1" },
    [workspace],
  );
  invariant(row !== undefined, "keys are asked for only of workspaces that exist");
  return workspaceKeys(workspace, unwrapDataKey(masterKey, workspace, row.wrapped_data_key), runtime.randomBytes);
}
