import type { WorkspaceId } from "#domain/ids.ts";
import { invariant } from "#domain/invariant.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Db } from "./db.ts";
import { unwrapDataKey, type WorkspaceKeys, workspaceKeys } from "./seal.ts";

/** The house's memory: the database, and each workspace's keys. */
export interface Store {
  readonly db: Db;
  readonly runtime: Runtime;
  /** Unwraps and remembers a workspace's keys. */
  keysOf(workspace: WorkspaceId): Promise<WorkspaceKeys>;
  readonly masterKey: Uint8Array;
}

export function openStore(db: Db, runtime: Runtime, masterKey: Uint8Array): Store {
  const known = new Map<WorkspaceId, Promise<WorkspaceKeys>>();
  const load = async (workspace: WorkspaceId): Promise<WorkspaceKeys> => {
    const [row] = await db.query<{ wrapped_data_key: Uint8Array }>(
      "select wrapped_data_key from workspaces where workspace_id = $1",
      [workspace],
    );
    invariant(row !== undefined, "keys are asked for only of workspaces that exist");
    return workspaceKeys(workspace, unwrapDataKey(masterKey, workspace, row.wrapped_data_key), runtime.randomBytes);
  };
  return {
    db,
    runtime,
    masterKey,
    keysOf: (workspace) => {
      let keys = known.get(workspace);
      if (keys === undefined) {
        keys = load(workspace);
        known.set(workspace, keys);
        // A failed look-up is not remembered.
        keys.catch(() => known.delete(workspace));
      }
      return keys;
    },
  };
}
