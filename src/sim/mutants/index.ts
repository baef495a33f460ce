import { believingMutants } from "./believing.ts";
import type { Mutant } from "./mutant.ts";
import { planningMutants } from "./planning.ts";
import { postingMutants } from "./posting.ts";
import { workingMutants } from "./working.ts";

/** Every seeded bug. Each must be found by the simulator. */
export const mutants: readonly Mutant[] = [
  ...planningMutants,
  ...believingMutants,
  ...workingMutants,
  ...postingMutants,
];
