import type { Actor } from "#domain/actor.ts";
import type { FormField } from "#domain/form-field.ts";
import type { BridgeId, NativeId, WorkspaceId } from "#domain/ids.ts";
import type { SignInAnswers, SignInStep } from "#domain/sign-in-step.ts";
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
  /** Those that can be connected in such a workspace, by the contract's keys. */
  providersFor(workspace: { readonly isSandbox: boolean }): ReadonlyMap<string, ConnectableProvider>;
  /** A sentence for whoever signs in there; `undefined`: none. */
  hintFor(workspace: { readonly isSandbox: boolean }): string | undefined;
  /** Our address as browsers see it. `undefined`: the one that they ask for. */
  readonly publicUrl?: string | undefined;
}

/** A provider whose accounts can be connected. Nothing here rejects: what goes wrong is a value. */
export interface ConnectableProvider {
  readonly driver: string;
  /** What the first page asks. Empty: the provider has a page of its own for that. */
  readonly asks: readonly FormField[];
  step(answered: SignInAnswers): Promise<SignInStep>;
  /** The locks that there are for whoever has signed in, and what to connect with from now on. Absent: take all. */
  locksOf?(config: unknown): Promise<{ readonly locks: readonly FoundLock[]; readonly config: unknown } | undefined>;
}

/** A lock that somebody may choose to bring in. */
export interface FoundLock {
  readonly nativeId: NativeId;
  readonly name: string;
  readonly modelName: string;
}

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
  /** The locks of it that are brought in. Default: all. */
  readonly chosenLocks?: readonly NativeId[] | undefined;
}

/**
 * What a person or the world does to a virtual lock. Rejects where it is not done; the error's `code` is the
 * cloud's own word where the lock refused.
 */
export interface VirtualLocks {
  enterCode(lockId: string, digits: string): Promise<KeypadAnswer>;
  turnByHand(lockId: string, to: "locked" | "unlocked"): Promise<void>;
  setConnection(lockId: string, online: boolean): Promise<void>;
  setHubConnection(lockId: string, online: boolean): Promise<void>;
  remove(lockId: string): Promise<void>;
  addCode(lockId: string, code: { readonly name: string; readonly digits: string }): Promise<void>;
  /** Somebody gives a code that stands there another PIN, or takes it off where there is none. */
  tamperWith(lockId: string, place: string, digits: string | undefined): Promise<void>;
  /** Withdraws what the account that has this lock was signed in with. */
  signOutAccountOf?(lockId: string): Promise<void>;
}

/** What whoever types at a keypad sees. `because`: why the door does not open; null: it does. */
export interface KeypadAnswer {
  readonly opened: boolean;
  readonly because: "no_keypad" | "unknown_code" | "outside_window" | "used_up" | "bolt_obstructed" | "blocked" | null;
}
