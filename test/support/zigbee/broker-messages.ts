/** What the broker's process is told, and what it tells. */

/** What goes wrong for one user of the broker. */
export type Trouble = "outage" | "breakdown" | "nonsense" | "silence" | "refusal" | "spoiling" | "loss" | "deafness";

export type ToBroker =
  | { readonly kind: "trouble"; readonly user: string; readonly trouble: Trouble; readonly on: boolean }
  /** After the next change that this user asks for, nothing of that lock reaches it until it has given up. */
  | { readonly kind: "lose_next_reply"; readonly user: string }
  /** Answered by `synced` once everything before it was done. */
  | { readonly kind: "sync"; readonly id: number };

export type FromBroker =
  | { readonly kind: "listening"; readonly port: number }
  | { readonly kind: "synced"; readonly id: number }
  | { readonly kind: "published"; readonly user: string; readonly topic: string; readonly payload: string };
