import type { Cast } from "#sim/options.ts";
import type { Stage } from "#sim/stage.ts";

/**
 * A fixed script of what customers ask for and what happens at a lock, in which nothing goes wrong but what it is
 * about. It says at its end what must be so, and that must be so as well if a process died at any point of it.
 */
export interface Story extends Cast {
  /** A sentence. */
  readonly tells: string;
  readonly play: (stage: Stage) => Promise<void>;
}
