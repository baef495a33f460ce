import type { WorkspaceId } from "#domain/ids.ts";
import type { Db } from "./db.ts";
import { isWrappedBy, rewrapDataKey } from "./seal.ts";

/** How many workspaces' data keys are wrapped by which master key. */
export interface Wrapping {
  /** Wrapped anew now. */
  readonly anew: number;
  /** By the present one already. */
  readonly already: number;
  /** By neither: what they hold cannot be read. */
  readonly shut: readonly WorkspaceId[];
}

interface MasterKeys {
  readonly now: Uint8Array;
  readonly before: Uint8Array;
}

interface Row {
  readonly workspace_id: WorkspaceId;
  readonly wrapped_data_key: Uint8Array;
}

/** So many at once: their rows are locked for no longer than that takes. */
const batch = 200;

/**
 * Has the present master key wrap what the one before has wrapped. Servers that know both read on meanwhile. Broken
 * off, it is begun again.
 */
export async function wrapAnew(
  db: Db,
  masterKeys: MasterKeys,
  randomBytes: (count: number) => Uint8Array,
): Promise<Wrapping> {
  const sum: { anew: number; already: number; shut: WorkspaceId[] } = { anew: 0, already: 0, shut: [] };
  let after: string | undefined;
  do {
    after = await db.transaction(async (tx) => {
      const rows = await nextAfter(tx, after);
      for (const { workspace_id: id, wrapped_data_key: wrapped } of rows) {
        if (isWrappedBy(masterKeys.now, id, wrapped)) sum.already += 1;
        else if (!isWrappedBy(masterKeys.before, id, wrapped)) sum.shut.push(id);
        else {
          const rewrapped = rewrapDataKey(masterKeys, id, wrapped, randomBytes);
          await tx.query("update workspaces set wrapped_data_key = $2 where workspace_id = $1", [id, rewrapped]);
          sum.anew += 1;
        }
      }
      return rows.length < batch ? undefined : rows.at(-1)?.workspace_id;
    });
  } while (after !== undefined);
  return sum;
}

function nextAfter(tx: Db, after: string | undefined): Promise<readonly Row[]> {
  return tx.query<Row>(
    `select workspace_id, wrapped_data_key from workspaces where $1::uuid is null or workspace_id > $1::uuid
     order by workspace_id limit $2 for update`,
    [after ?? null, batch],
  );
}
