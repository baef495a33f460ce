import type { Scopes } from "#virtual-locks/faults.ts";
import type { LockRow } from "#virtual-locks/rows.ts";
import type { Trouble } from "#virtual-locks/trouble.ts";
import type { World } from "#virtual-locks/world.ts";
import type { LockNotes } from "./lock-notes.ts";

/** A lock that is ordered to do something. */
export interface OrderedLock {
  readonly world: World;
  readonly lock: LockRow;
  readonly notes: LockNotes;
  readonly scopes: Scopes;
}

/** One command: `undefined` where it was accepted, whatever becomes of it. */
export type Order = (at: OrderedLock, args: readonly unknown[]) => Trouble | "malformed" | undefined;
