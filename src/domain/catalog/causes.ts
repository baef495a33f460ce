/** What can be so of one access code, worked out from what is wanted, what stands on the lock and the last tries. */
export type CodeCause =
  /** It should stand on the lock and has not for long, or too many tries failed, or the lock refused it. */
  | "set_failed"
  | "set_late"
  | "removal_failed"
  | "removal_late"
  /** The lock or its provider says that the PIN, or all that was asked, is there already. */
  | "duplicate"
  /** ... and the code stands there with its earlier PIN. */
  | "change_prevented"
  | "full"
  | "name_taken"
  | "hub_queue_full"
  | "not_subscribed"
  /** Of an offline code: every PIN for its time was given out, or none of the site's user levels has that time. */
  | "no_variance"
  | "no_user_level"
  | "wrong_length"
  | "no_keypad"
  /** The provider does not take it, for another reason. */
  | "rejected"
  /** A try or two failed, and it is tried again. */
  | "retried"
  | "retried_in_vain"
  /** The provider itself failed when the code was to be made. */
  | "provider_outage"
  /** The provider accepted it, and the lock does not confirm it: lately, and for long. */
  | "unconfirmed"
  | "unconfirmed_for_long"
  | "removal_unconfirmed"
  /** The lock, or its hub, is offline while something is to be done there: lately, and for long. */
  | "waits_for_lock"
  | "waits_for_lock_for_long"
  | "waits_for_hub"
  | "changed_outside"
  | "changed_outside_with_leave"
  | "beside_rival_integration"
  /** An offline code that never works unless it is used soon after its start. */
  | "lapses_unless_used"
  | "taken_by_another_workspace";

/** What a provider can tell of a device. */
export const deviceConditions = [
  "not_authorized",
  "no_bridge",
  "no_keypad",
  "credentials_missing",
  "subscription_required",
  "rival_integration",
  "remote_unlock_disabled",
  "weak_signal",
  "power_saving",
  "office_mode",
  "privacy_mode",
  "maintenance",
] as const;

/** A condition of a device, in no make's words, as its provider tells it. */
export type DeviceConditionName = (typeof deviceConditions)[number];

/** What can be so of a device: told by its provider, or worked out from how our own looks at it went. */
export type DeviceCause =
  | DeviceConditionName
  | "removed"
  | "disconnected"
  | "hub_disconnected"
  | "no_time_zone"
  | "unresponsive"
  | "flaky"
  | "works_offline_only"
  | "no_backup_code"
  | "few_backup_codes"
  | "many_backup_codes_in_use";

/** What a provider can tell of an account. */
export const accountConditions = ["bridge_program_down", "maintenance"] as const;

/** A condition of an account, in no make's words, as its provider tells it. */
export type AccountConditionName = (typeof accountConditions)[number];

/** What can be so of a connected account. */
export type AccountCause =
  | AccountConditionName
  | "signed_out"
  | "credentials_invalid"
  | "site_full"
  | "site_almost_full"
  | "sync_failing";

/** A condition that raises an error or a warning. The catalogue says what the contract calls it, make by make. */
export type Cause = CodeCause | DeviceCause | AccountCause;
