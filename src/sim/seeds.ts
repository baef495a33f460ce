import type { RunOptions } from "./options.ts";

/** A seed that failed once, and what it showed; it is run first, for ever. */
export interface KeptSeed {
  readonly name: string;
  readonly options: RunOptions;
}

export const keptSeeds: readonly KeptSeed[] = [];
