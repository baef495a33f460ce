import type { Checker } from "#sim/checker.ts";
import { backupOnce } from "./backup-once.ts";
import { boundedWork } from "./bounded-work.ts";
import { deletionsLand } from "./deletions-land.ts";
import { delivered } from "./delivered.ts";
import { durable } from "./durable.ts";
import { eventLog } from "./event-log.ts";
import { explained } from "./explained.ts";
import { handsOff } from "./hands-off.ts";
import { inTime } from "./in-time.ts";
import { neighbours } from "./neighbours.ts";
import { neverEarly } from "./never-early.ts";
import { neverLate } from "./never-late.ts";
import { neverSilentlyLate } from "./never-silently-late.ts";
import { neverUnasked } from "./never-unasked.ts";
import { noResurrection } from "./no-resurrection.ts";
import { noWedge } from "./no-wedge.ts";
import { oneWriter } from "./one-writer.ts";
import { pinChange } from "./pin-change.ts";
import { places } from "./places.ts";
import { quiescent } from "./quiescent.ts";
import { recovers } from "./recovers.ts";
import { requestLimits } from "./request-limits.ts";
import { sameAnswer } from "./same-answer.ts";
import { secrets } from "./secrets.ts";
import { settles } from "./settles.ts";
import { toldAtStart } from "./told-at-start.ts";
import { truthfulStatus } from "./truthful-status.ts";
import { uniquePins } from "./unique-pins.ts";

/** Every promise that is watched over, in the order of their ids. */
export const checkers: readonly Checker[] = [
  uniquePins,
  neverEarly,
  neverLate,
  neverSilentlyLate,
  truthfulStatus,
  handsOff,
  noResurrection,
  pinChange,
  oneWriter,
  requestLimits,
  eventLog,
  durable,
  sameAnswer,
  neighbours,
  secrets,
  places,
  neverUnasked,
  backupOnce,
  boundedWork,
  settles,
  inTime,
  deletionsLand,
  toldAtStart,
  delivered,
  noWedge,
  quiescent,
  recovers,
  explained,
];
