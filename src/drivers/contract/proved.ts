import type { Exemption } from "./clauses.ts";

/**
 * What is known of a provider's wire: A, its own documents or an open standard; B, the code of open clients; C, a part of
 * either; D, nothing that is public.
 */
export type Grade = "A" | "B" | "C" | "D";

/** One kind of lock that the contract was run on. */
export interface ProvedOn {
  /** As a title: "a lock that keeps windows". */
  readonly lock: string;
  readonly exempt: readonly Exemption[];
  /** The clauses for PINs that a maker computes; default: those for PINs that are sent. */
  readonly issues?: true;
}

/** What a driver's behaviour rests on: data for `docs/drivers.md`, and for the tests that prove it. */
export interface Proved {
  readonly grade: Grade;
  /** What the wire was read from, with dates or versions. */
  readonly sources: readonly string[];
  /** What stood at the other end, as a sentence. */
  readonly against: string;
  readonly on: Readonly<Record<string, ProvedOn>>;
  /** What nobody outside the maker can know, or nobody has seen yet; sentences. */
  readonly unknown: readonly string[];
}
