import type { Checker } from "#sim/checker.ts";
import { explained } from "./explained.ts";
import { handsOff } from "./hands-off.ts";
import { neverEarly } from "./never-early.ts";
import { settles } from "./settles.ts";

/** Every promise that is watched over, in the order of their ids. */
export const checkers: readonly Checker[] = [neverEarly, handsOff, settles, explained];
