import { deletedInFlight, hiddenDigits, ongoingCode, pinChangedElsewhere, pinChangedInPlace } from "./changes.ts";
import { toldEndpoint } from "./endpoints.ts";
import { staleLook, stalePlan, twoServers } from "./leases.ts";
import { hiddenDigitsChanged, lostReplyIntoASlot, slotTakenFirst } from "./local-locks.ts";
import {
  droppedAfterAccepting,
  lateConfirmation,
  lateLanding,
  lostAnswerOfClear,
  lostAnswerOfSet,
  lostLease,
  signedOutAndIn,
} from "./mishaps.ts";
import {
  adoptedCode,
  changedByAPerson,
  duplicateFreed,
  fullLock,
  halfAList,
  scarcePlaces,
  slotTakenOver,
} from "./neighbours.ts";
import {
  askedMeanwhile,
  changedAtOnce,
  changedByBoth,
  deletedAtTheLastMoment,
  pulledTooSoon,
  samePinAgain,
} from "./races.ts";
import { failingProvider, lateRemoval, secondEntry, throttledProvider } from "./retries.ts";
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
  scarcePlaces,
  slotTakenOver,
  halfAList,
  samePinAgain,
  deletedAtTheLastMoment,
  askedMeanwhile,
  changedAtOnce,
  changedByBoth,
  pulledTooSoon,
  failingProvider,
  throttledProvider,
  lateRemoval,
  secondEntry,
  twoServers,
  staleLook,
  stalePlan,
  lostReplyIntoASlot,
  slotTakenFirst,
  hiddenDigitsChanged,
];
