import type { Checker } from "#chaos/history.ts";
import { backups } from "./backups.ts";
import { doors } from "./doors.ts";
import { fenced } from "./fenced.ts";
import { handsOff } from "./hands-off.ts";
import { kept } from "./kept.ts";
import { neverLate } from "./never-late.ts";
import { onLocks } from "./on-locks.ts";
import { once } from "./once.ts";
import { steady } from "./steady.ts";
import { told } from "./told.ts";

/** Everything that is promised of a run. */
export const checkers: readonly Checker[] = [
  kept,
  onLocks,
  once,
  handsOff,
  neverLate,
  doors,
  backups,
  told,
  fenced,
  steady,
];
