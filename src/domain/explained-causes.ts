import { accessCodeErrors } from "./catalog/access-code-errors.ts";
import { deviceErrors } from "./catalog/device-errors.ts";

/** With whom it lies to change something: with nobody where time alone does it. */
export type LiesWith = "nobody" | "host" | "people_at_lock" | "device" | "provider" | "server";

/** What is known of one cause, whatever code it befalls. */
export interface CauseRow {
  /** What it means, in a sentence for a host; no PINs. */
  readonly means: string;
  readonly liesWith: LiesWith;
  /** What has to happen before anything is tried; `undefined`: it is tried by itself. */
  readonly waitsFor: string | undefined;
  /** What a person can do; `undefined`: nothing has to be done. */
  readonly remedy: string | undefined;
}

/**
 * Why a code is not set: a closed set, of which exactly one holds of each code that is not set. Those first in
 * the list hide those below: while nobody can look at a lock, what stands on it explains nothing.
 */
export const explainedCauses = {
  /** It was deleted by request, and is known to be off the lock. */
  deleted: {
    means: "The code was deleted and is off the lock.",
    liesWith: "nobody",
    waitsFor: "Nothing: a deleted code stays deleted.",
    remedy: undefined,
  },
  /** Its window ended, and it is known to be off the lock. */
  ended: {
    means: "The code's time is over and it is off the lock.",
    liesWith: "nobody",
    waitsFor: "Nothing: the code's time is over.",
    remedy: undefined,
  },
  /** An unmanaged code that is no longer on the lock, or one that was given out of our hands. */
  left_by_itself: {
    means: "The code was not ours to keep, and is no longer on the lock.",
    liesWith: "people_at_lock",
    waitsFor: "Nothing: nobody asked for this code to be kept.",
    remedy: undefined,
  },
  /** The provider no longer takes the account's credentials, so that nothing can be known or done. */
  account_disconnected: {
    means: "The maker's account is disconnected, so that nothing can be known of the lock or done there.",
    liesWith: "host",
    waitsFor: "The account to be connected again.",
    remedy: deviceErrors.account_disconnected.remedy,
  },
  /** The provider no longer lists the lock. */
  device_removed: {
    means: "The lock is no longer in the maker's account.",
    liesWith: "host",
    waitsFor: "The lock to be in the maker's account again.",
    remedy: deviceErrors.device_removed.remedy,
  },
  /** The lock holds it already, and opens for it from its start on. */
  waiting_for_start: {
    means: "The code is on the lock already. The lock opens for it once its time begins.",
    liesWith: "nobody",
    waitsFor: "The code's time to begin.",
    remedy: undefined,
  },
  /** Others removed or changed it, and whoever asked for it allows that. */
  left_as_changed: {
    means: "The code was changed or removed at the lock, and is left so, as this code allows.",
    liesWith: "people_at_lock",
    waitsFor: "A new wish for this code, such as another PIN or time.",
    remedy: "Change the code to have it put on the lock again, or delete it.",
  },
  /** Another workspace took the code over by force, and keeps it. */
  kept_by_another_workspace: {
    means: "Another workspace keeps this code now.",
    liesWith: "host",
    waitsFor: "The code to be taken back.",
    remedy: "Convert the code to managed here by force to take it back, or delete it.",
  },
  /** Nothing is put on or taken off a device that is not managed. */
  unmanaged_device: {
    means: "The lock is not managed, so that nothing is put on it or taken off it.",
    liesWith: "host",
    waitsFor: "The lock to be managed again.",
    remedy: "Convert the lock to managed.",
  },
  /** Its place in time on the lock has not come. */
  not_due_yet: {
    means: "The code's time on the lock has not come yet.",
    liesWith: "nobody",
    waitsFor: undefined,
    remedy: undefined,
  },
  /** The lock was to be worked a while ago and nobody took it up. */
  worker_not_running: {
    means: "The server is late: work on this lock was due, and nobody has taken it up.",
    liesWith: "server",
    waitsFor: "The server's worker to run.",
    remedy: "Check that the server runs, and that it is not overloaded.",
  },
  /** The lock itself is offline. */
  device_unreachable: {
    means: "The lock cannot be reached.",
    liesWith: "device",
    waitsFor: "The lock to be reached again.",
    remedy: deviceErrors.device_disconnected.remedy,
  },
  /** The hub or bridge between the lock and its cloud is offline. */
  hub_unreachable: {
    means: "The lock's hub or bridge cannot be reached.",
    liesWith: "device",
    waitsFor: "The hub or bridge to be reached again.",
    remedy: deviceErrors.hub_disconnected.remedy,
  },
  /** The provider takes no more requests at present. */
  provider_throttles: {
    means: "The lock's maker takes no more requests at present.",
    liesWith: "provider",
    waitsFor: "The maker to take requests again.",
    remedy: undefined,
  },
  /** The lock or its provider was busy with something else. */
  device_busy: {
    means: "The lock was busy with something else.",
    liesWith: "device",
    waitsFor: "The lock to be free.",
    remedy: undefined,
  },
  /** The provider refused our credentials; whether the account is disconnected is being found out. */
  credentials_refused: {
    means: "The lock's maker refused the account's credentials.",
    liesWith: "host",
    waitsFor: "The account's credentials to be taken again.",
    remedy: "Connect the maker's account again if it does not recover by itself.",
  },
  /** The provider's service fails, or answers what cannot be read. */
  provider_fails: {
    means: "The lock maker's service does not work as it should.",
    liesWith: "provider",
    waitsFor: "The maker's service to work again.",
    remedy: "Nothing to do at the lock. If it lasts, ask the lock's maker.",
  },
  /** The device has no keypad to type a code at. */
  no_keypad: {
    means: "The lock has no keypad.",
    liesWith: "host",
    waitsFor: "A keypad at the lock.",
    remedy: "Pair a keypad with the lock in the maker's app.",
  },
  /** Codes cannot be written to the lock at present: no bridge, no subscription, a setting in the maker's app. */
  cannot_take_codes: {
    means: "The lock takes no codes through its maker at present.",
    liesWith: "host",
    waitsFor: "The lock to take codes through its maker.",
    remedy: "Check in the maker's app what the lock lacks, such as a bridge or a subscription.",
  },
  /** Another code on the lock has the same PIN. */
  same_pin_on_lock: {
    means: "Another code on this lock has the same PIN.",
    liesWith: "host",
    waitsFor: "The other code to leave the lock, or another PIN for this one.",
    remedy: accessCodeErrors.duplicate_code_on_device.remedy,
  },
  /** Another code with the same PIN is on its way off the lock. */
  same_pin_leaving: {
    means: "An older code with the same PIN is being removed first.",
    liesWith: "nobody",
    waitsFor: "The older code to leave the lock.",
    remedy: undefined,
  },
  /** Every place on the lock is taken. */
  waiting_for_room: {
    means: "Every place for codes on this lock is taken.",
    liesWith: "host",
    waitsFor: "A code to leave the lock.",
    remedy: accessCodeErrors.no_space_for_access_code_on_device.remedy,
  },
  /** The provider chooses the PIN, and has not yet. */
  waiting_for_pin: {
    means: "The lock's maker has yet to choose the PIN.",
    liesWith: "provider",
    waitsFor: "The maker to choose a PIN.",
    remedy: undefined,
  },
  /** The lock cannot change a code where it stands: what stood there leaves first. */
  being_replaced: {
    means:
      "The code's old entry is being taken off the lock first, for this lock cannot change a code where it stands.",
    liesWith: "nobody",
    waitsFor: "The old entry to leave the lock.",
    remedy: undefined,
  },
  /** The lock or its provider refused the code for a rule of its own. */
  provider_refuses: {
    means: "The lock or its maker refused the code.",
    liesWith: "host",
    waitsFor: "Another PIN, name or time for this code.",
    remedy: "Change the code so that it keeps to the lock's rules.",
  },
  /** It was sent, and nothing yet says that the lock holds it, or no longer holds it. */
  waiting_for_confirmation: {
    means: "It was sent to the lock, and the lock has not confirmed it yet.",
    liesWith: "device",
    waitsFor: "The lock to confirm it, or to be seen without it.",
    remedy: undefined,
  },
  /** Somebody changed or removed it at the lock, and it is being put back. */
  changed_by_others: {
    means: "The code was changed or removed at the lock or in the maker's app. It is being put back.",
    liesWith: "people_at_lock",
    waitsFor: "The lock to be looked at.",
    remedy: "If the change was meant, change or delete the code here.",
  },
  /** An offline code: what its maker computed for the lock works there until its time ends. */
  not_to_be_taken_back: {
    means:
      "The code is no longer wanted, but the lock takes its PIN until its time ends: nobody can tell the lock otherwise.",
    liesWith: "nobody",
    waitsFor: "The code's time to end.",
    remedy:
      "If the door must not open for this PIN, change at the lock what the maker computes PINs from, as its manual says.",
  },
  /** Nothing stands in its way: it is being put on the lock. */
  being_set: {
    means: "The code is being put on the lock now.",
    liesWith: "nobody",
    waitsFor: "The lock to be looked at.",
    remedy: undefined,
  },
  /** Nothing stands in its way: it is being taken off the lock. */
  being_removed: {
    means: "The code is being taken off the lock now.",
    liesWith: "nobody",
    waitsFor: "The lock to be looked at.",
    remedy: undefined,
  },
  /** It is off the lock as far as was seen, but something that was sent may still put it there. */
  may_still_land: {
    means: "The code is not on the lock, but something that was sent earlier may still put it there.",
    liesWith: "device",
    waitsFor: "It to be certain that nothing arrives any more.",
    remedy: undefined,
  },
} as const satisfies Record<string, CauseRow>;

/** Why a code is not set. */
export type ExplainedCause = keyof typeof explainedCauses;
/** Every cause, in the order in which they hide one another. */
export const explainedCauseCodes = Object.keys(explainedCauses) as readonly ExplainedCause[];
