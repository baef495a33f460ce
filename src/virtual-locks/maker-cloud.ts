import type { Hono } from "hono";
import type { AccountInput, ClientInput } from "./control-contract.ts";
import type { LockEvent, WebhookRow } from "./rows.ts";
import type { World } from "./world.ts";

/**
 * The counterpart of one maker's cloud: its wire, before locks that exist only here. What it answers is the maker's;
 * what is true at a keypad is the world's.
 */
export interface MakerCloud {
  /** What it is called on the command line, for example `ttlock`. */
  readonly maker: string;
  readonly displayName: string;
  /** Its addresses, sign-in included. */
  routes(world: World, signal: AbortSignal): Hono;
  /** How it tells its webhooks what happened. Default: as the published contract does. */
  readonly tell?: Tell;
  /** Somebody with locks, for whoever develops against it. */
  readonly demo: AccountInput;
}

/** Who signs in. */
export interface Owner {
  readonly email: string;
  readonly password: string;
  /** What the cloud calls their account. */
  readonly accountId: string;
  /** What the maker has sent to them last, such as a code. */
  sent(): string;
}

/** How an owner is let in to a cloud without a browser. */
export interface Entrance {
  /** The application that owners sign in with; `undefined`: the maker knows of none. */
  readonly client: ClientInput | undefined;
  /** What an operator sets for the driver, by its fields' names, where the cloud is at `url`. */
  settings(url: string): Readonly<Record<string, string>>;
  /** What the owner fills in, page after page of ours: each is asked for once the one before has been read. */
  answers(owner: Owner): Iterable<Readonly<Record<string, string>>>;
  /** What the owner does at the maker who was signed out there, before signing in anew. Default: nothing. */
  readmit?(world: World, accountId: string): void;
  /** Whether a request is one that changes codes. */
  writes(request: Request): boolean;
}

/** An event as a webhook of the maker's gets it; `undefined`: it does not tell of this. */
export type Tell = (
  world: World,
  webhook: WebhookRow,
  event: LockEvent,
) => { readonly headers: Readonly<Record<string, string>>; readonly body: string } | undefined;
