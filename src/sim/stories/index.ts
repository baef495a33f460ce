import { deletedInFlight, hiddenDigits, ongoingCode, pinChangedElsewhere, pinChangedInPlace } from "./changes.ts";
import { toldEndpoint } from "./endpoints.ts";
import {
  droppedAfterAccepting,
  lateConfirmation,
  lateLanding,
  lostAnswerOfClear,
  lostAnswerOfSet,
  lostLease,
  signedOutAndIn,
} from "./mishaps.ts";
import { adoptedCode, changedByAPerson, duplicateFreed, fullLock } from "./neighbours.ts";
import { justInTimeStay, movedAway, movedWindow, nativeStay, offlineAtTheEnd, pulledBackup } from "./stays.ts";
import type { Story } from "./story.ts";

/** Every story in which each crash point is tried. */
export const stories: readonly Story[] = [
  nativeStay,
  justInTimeStay,
  movedWindow,
  movedAway,
  offlineAtTheEnd,
  pulledBackup,
  ongoingCode,
  pinChangedInPlace,
  pinChangedElsewhere,
  hiddenDigits,
  deletedInFlight,
  lostAnswerOfSet,
  lostAnswerOfClear,
  lateConfirmation,
  droppedAfterAccepting,
  lateLanding,
  signedOutAndIn,
  lostLease,
  changedByAPerson,
  adoptedCode,
  fullLock,
  duplicateFreed,
  toldEndpoint,
];
