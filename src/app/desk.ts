import type { Actor } from "#domain/actor.ts";
import type { BridgeId, NativeId, WorkspaceId } from "#domain/ids.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Store } from "#store/store.ts";

/** What every use-case works with. */
export interface Desk {
  readonly store: Store;
  readonly runtime: Runtime;
  /** Wakes the reconciler for one device or account, by name only; losing it costs latency, never correctness. */
  readonly nudge: (id: string) => void;
  /** Whose request is worked; absent where it is nobody's. */
  readonly askedBy?: Actor | undefined;
  /** The virtual locks behind sandbox workspaces; `undefined` where none run. */
  readonly virtualLocks: VirtualLocks | undefined;
  /** Gives an emptied sandbox the locks that it had at first, in place of its former ones; absent where none run. */
  readonly refillSandbox?: ((workspace: WorkspaceId, formerLocks: readonly NativeId[]) => Promise<void>) | undefined;
  /** Signs people in to providers, for connect webviews; absent where there are none. */
  readonly providerSignIn?: ProviderSignIn | undefined;
}

/** The providers that somebody can connect an account of, and the way in. */
export interface ProviderSignIn {
  /** The contract's keys of those that can be connected in such a workspace. */
  providersFor(workspace: { readonly isSandbox: boolean }): readonly string[];
  /** A sentence for whoever signs in; `undefined`: none. */
  readonly hint: string | undefined;
  /** Never rejects: what goes wrong is an outcome. */
  signIn(asked: {
    readonly provider: string;
    readonly email: string;
    readonly password: string;
  }): Promise<SignInOutcome>;
}

/** `config` is what the driver of this name connects with from now on. */
export type SignInOutcome =
  | ({ readonly kind: "signed_in"; readonly email: string } & SignedIn)
  | { readonly kind: "refused" }
  | { readonly kind: "unavailable" };

/** What there is to keep of an account that somebody has connected. */
export interface SignedIn {
  readonly driver: string;
  /** Whom the provider knows the account by; `undefined`: it knows nobody. */
  readonly email: string | undefined;
  /** What people know the account by. Default: the email. */
  readonly displayName?: string;
  readonly config: unknown;
  /** At whose site its driver runs. Default: in the server. */
  readonly bridgeId?: BridgeId | undefined;
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
