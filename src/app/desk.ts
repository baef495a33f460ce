import type { NativeId, WorkspaceId } from "#domain/ids.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Store } from "#store/store.ts";

/** What every use-case works with. */
export interface Desk {
  readonly store: Store;
  readonly runtime: Runtime;
  /** Wakes the reconciler for one device or account, by name only; losing it costs latency, never correctness. */
  readonly nudge: (id: string) => void;
  /** The virtual locks behind sandbox workspaces; `undefined` where none run. */
  readonly virtualLocks: VirtualLocks | undefined;
  /** Gives an emptied sandbox the locks that it had at first, in place of its former ones; absent where none run. */
  readonly refillSandbox?: ((workspace: WorkspaceId, formerLocks: readonly NativeId[]) => Promise<void>) | undefined;
}

/**
 * What a person or the world does to a virtual lock. Rejects where it is not done; the error's `code` is the
 * cloud's own word where the lock refused.
 */
export interface VirtualLocks {
  typeCode(lockId: string, digits: string): Promise<void>;
  turnByHand(lockId: string, to: "locked" | "unlocked"): Promise<void>;
  setConnection(lockId: string, online: boolean): Promise<void>;
  setHubConnection(lockId: string, online: boolean): Promise<void>;
  remove(lockId: string): Promise<void>;
  addCode(lockId: string, code: { readonly name: string; readonly digits: string }): Promise<void>;
  /** Withdraws what the account that has this lock was signed in with. */
  signOutAccountOf?(lockId: string): Promise<void>;
}
