import type { WorkspaceKeys } from "./seal.ts";

/**
 * What was decoded from a row, kept for as long as PostgreSQL still holds that very row.
 *
 * Every change makes a new version of a row: where it lies (ctid) and which transaction wrote it (xmin) name
 * one version, and no other that anybody can read. So a read that asks for this stamp alone knows whether what
 * is kept still holds, and the database stays the only truth.
 */
export interface KnownRows<Id, Value> {
  has(keys: WorkspaceKeys, id: Id): boolean;
  /** What was decoded from the version of this stamp. */
  at(keys: WorkspaceKeys, id: Id, stamp: string): Value | undefined;
  keep(keys: WorkspaceKeys, id: Id, stamp: string, value: Value): Value;
}

interface Kept<Value> {
  readonly stamp: string;
  readonly value: Value;
}

/** The stamp of the rows under these aliases, in SQL. */
export function stampOf(...aliases: readonly string[]): string {
  return aliases.map((alias) => `${alias}.ctid::text || ${alias}.xmin::text`).join(" || ");
}

/** At most so many rows are kept, of all workspaces together; one too many, and all are forgotten. */
export function knownRows<Id, Value>(atMost: number): KnownRows<Id, Value> {
  // By the keys that opened them: what one workspace has read, no other finds.
  let rows = new WeakMap<WorkspaceKeys, Map<Id, Kept<Value>>>();
  let count = 0;
  return {
    has: (keys, id) => rows.get(keys)?.has(id) === true,
    at: (keys, id, stamp) => {
      const kept = rows.get(keys)?.get(id);
      return kept?.stamp === stamp ? kept.value : undefined;
    },
    keep: (keys, id, stamp, value) => {
      if (count >= atMost) {
        rows = new WeakMap();
        count = 0;
      }
      const ofWorkspace = rows.get(keys) ?? new Map<Id, Kept<Value>>();
      if (!ofWorkspace.has(id)) count += 1;
      rows.set(keys, ofWorkspace.set(id, { stamp, value }));
      return value;
    },
  };
}
