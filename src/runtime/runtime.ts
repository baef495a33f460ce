import type { Dialled, Ear, Line } from "./line.ts";

/** Everything that is not determined by its inputs, in one hand, so that a test can be the world. */
export interface Runtime {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Resolves after `ms`, or at once when `signal` aborts; it never rejects. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Evenly spread in [0, 1); for jitter, never for secrets. */
  readonly random: () => number;
  /** Cryptographically secure bytes. */
  readonly randomBytes: (count: number) => Uint8Array;
  /** A version 4 UUID. */
  readonly uuid: () => string;
  /** `certificates`: taken over TLS although no authority vouches for them; each is the SHA-256 of one, in hex. */
  readonly fetch: (request: Request, certificates?: readonly string[]) => Promise<Response>;
  /** Opens a line; what becomes of it is told to `ear`, never before this has returned. */
  readonly dial: (to: Dialled, ear: Ear) => Line;
  /** One event with constant name; fields are data, never PINs or credentials. */
  readonly log: (event: string, fields?: Readonly<Record<string, unknown>>) => void;
}
