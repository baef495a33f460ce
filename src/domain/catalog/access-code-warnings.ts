import { august, igloohome, kwikset, schlage, smartthings } from "./makes.ts";
import type { CatalogRow } from "./row.ts";

const minute = 60_000;
const onSet = "Once the lock is known to hold the code as it is wanted, or when it becomes an error.";

/** What degrades one code, by the contract's warning code. */
export const accessCodeWarnings = {
  delay_in_setting_on_device: {
    meaning: "Setting the code takes longer than usual.",
    cause: "The code should have been on the lock five minutes ago.",
    remedy: "It is tried again; if it goes on, see to the device's connection.",
    clears: onSet,
    when: "set_late",
    afterMs: 5 * minute,
  },
  delay_in_removing_from_device: {
    meaning: "Removing the code takes longer than usual.",
    cause: "The code was deleted or has ended, and five minutes later it is not known to be off the lock.",
    remedy: "It is tried again; if it goes on, see to the device's connection.",
    clears: "Once the code is known to be off the lock, or when it becomes an error.",
    when: "removal_late",
    afterMs: 5 * minute,
  },
  code_modified_external_to_seam: {
    meaning: "The code was changed or removed at the lock or in the maker's app, and is left so, as this code allows.",
    cause: "A look at the lock showed another PIN or window than was set there, or none, and the code allows it.",
    remedy: "Nothing, if it was meant. Update the code to have it as it was.",
    clears: "Once something new is asked of the code.",
    when: "changed_outside_with_leave",
    fields: ["change_type", "modified_fields"],
  },
  third_party_integration_detected: {
    meaning: "Other software manages codes on this device too, and may make this code fail.",
    cause: "The provider says that another integration programs the lock.",
    remedy: "Turn off code management in the other software, or keep to one of the two.",
    clears: "Once the provider no longer says so.",
    when: "beside_rival_integration",
  },
  smartthings_failed_to_set_access_code: {
    meaning: "A try to set the code on the SmartThings device failed.",
    cause: "A try or two failed; more make it an error.",
    remedy: "Nothing yet: it is tried again.",
    clears: onSet,
    when: "retried",
    makes: smartthings,
  },
  schlage_detected_duplicate: {
    meaning: "Schlage says that another code on the device has the same PIN.",
    cause: "The lock refused the PIN as one that is there already.",
    remedy: "Delete the other code in the Schlage app, or choose another PIN.",
    clears: onSet,
    when: "duplicate",
    makes: schlage,
  },
  schlage_creation_outage: {
    meaning: "Schlage answered with an error when the code was to be created.",
    cause: "Schlage's cloud failed with a server error or did not answer.",
    remedy: "Nothing: it is tried again, and what was created in spite of the error is found on the lock.",
    clears: onSet,
    when: "provider_outage",
    makes: schlage,
  },
  august_device_programming_delay: {
    meaning: "The code has not been fully moved to the device yet.",
    cause: "August's cloud accepted the code, and for five minutes the lock has not confirmed it.",
    remedy: "Nothing yet; if it goes on, see to the lock's connection.",
    clears: onSet,
    when: "unconfirmed",
    makes: august,
    afterMs: 5 * minute,
  },
  august_lock_temporarily_offline: {
    meaning: "The August lock is offline, and the code waits for it.",
    cause: "The lock is out of reach while there is something to do at it.",
    remedy: "Nothing yet: the rest is done once the lock is back.",
    clears: onSet,
    when: "waits_for_lock",
    makes: august,
  },
  kwikset_unable_to_confirm_code: {
    meaning: "It cannot be confirmed yet that the code is set on the Kwikset device.",
    cause: "Kwikset's cloud accepted the code, and for five minutes the lock has not confirmed it.",
    remedy: "Nothing yet; if it goes on, choose another PIN.",
    clears: onSet,
    when: "unconfirmed",
    makes: kwikset,
    afterMs: 5 * minute,
  },
  igloo_algopin_must_be_used_within_24_hours: {
    meaning: "This offline code must be used within 24 hours of its start, or it never works.",
    cause: "An igloohome offline code for more than a day, which the lock learns of only by its first use.",
    remedy: "Tell the guest to open the door with it in the first 24 hours.",
    clears: "Once the code was used, or these hours are over.",
    when: "lapses_unless_used",
    makes: igloohome,
  },
  management_transferred: {
    meaning: "Another workspace has taken over the management of this code.",
    cause: "The other workspace converted the code to one that it manages, by force.",
    remedy: "Agree with the other workspace on who manages the lock, and take the code back or delete it.",
    clears: "Once this workspace manages the code again.",
    when: "taken_by_another_workspace",
  },
} as const satisfies Readonly<Record<string, CatalogRow>>;
