import type { WorkspaceId } from "#domain/ids.ts";
import { invariant } from "#domain/invariant.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Db } from "./db.ts";
import { isWrappedBy, unwrapDataKey, type WorkspaceKeys, workspaceKeys } from "./seal.ts";

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

/** `before`: the master key that this one is replacing; what it has wrapped opens too. */
export function openStore(db: Db, runtime: Runtime, masterKey: Uint8Array, before?: Uint8Array): Store {
  const masterKeys = { now: masterKey, before };
  const known = new Map<WorkspaceId, WorkspaceKeys>();
  return {
    db,
    runtime,
    masterKey,
    keysOf: async (workspace, within = db) => {
      // A look-up under way is not waited for: it may be waiting for the connection that `within` holds.
      const keys = known.get(workspace) ?? (await loadKeys(within, runtime, masterKeys, workspace));
      known.set(workspace, keys);
      return keys;
    },
  };
}

async function loadKeys(
  db: Db,
  runtime: Runtime,
  { now, before }: { readonly now: Uint8Array; readonly before: Uint8Array | undefined },
  workspace: WorkspaceId,
): Promise<WorkspaceKeys> {
  const [row] = await db.query<{ wrapped_data_key: Uint8Array }>(
    { name: "load-keys", text: "select wrapped_data_key from workspaces where workspace_id = $1" },
    [workspace],
  );
  invariant(row !== undefined, "keys are asked for only of workspaces that exist");
  const wrapped = row.wrapped_data_key;
  const masterKey = before !== undefined && isWrappedBy(before, workspace, wrapped) ? before : now;
  return workspaceKeys(workspace, unwrapDataKey(masterKey, workspace, wrapped), runtime.randomBytes);
}
