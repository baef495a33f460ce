import { expect } from "vitest";
import {
  ask,
  askAndWork,
  type Case,
  codeError,
  codeWarning,
  hour,
  lockOf,
  lockWithCode,
  minute,
  onLock,
  type Subject,
} from "./case.ts";
import type { MakerHouse } from "./maker-house.ts";

const digits = "483926";
const failedToSet = codeError("failed_to_set_on_device");
const failedToRemove = codeError("failed_to_remove_from_device");
const late = codeWarning("delay_in_setting_on_device");

/** The lock has no place left when the code comes to it. */
function full(make: string, code: string): Case {
  return {
    title: "the lock has as many codes as it can keep",
    make,
    shows: [codeError("no_space_for_access_code_on_device"), codeError(code)],
    begin: async (house) => {
      const lock = await house.newLock({ overrides: { max_active_codes_supported: 1 } });
      await house.control.addCode(lock.lockId, { name: "Owner", digits: "718293" });
      return { lock, code: await askAndWork(house, lock.deviceId) };
    },
    end: (house, subject) => removeOwners(house, subject, "718293"),
  };
}

async function removeOwners(house: MakerHouse, subject: Subject, of: string): Promise<void> {
  const lock = lockOf(subject);
  await house.control.tamper(lock.lockId, { do: "remove", access_code_id: await onLock(house, lock, of) });
  await house.look();
  await house.advance(20 * minute);
}

/** The cloud takes the code, and the lock is slow. */
function slow(make: string, forMs: number, shows: Case["shows"]): Case {
  return {
    title: `the lock has not confirmed the code for ${forMs / minute} minutes`,
    make,
    shows,
    begin: async (house) => {
      const lock = await house.newLock();
      await house.control.setFaults(lock.lockId, { programming_ms: 40 * minute });
      return { lock, code: await askAndWork(house, lock.deviceId, { forMs }) };
    },
    end: async (house) => house.advance(hour),
  };
}

/** The cloud answers every order with an error. */
function failing(make: string, status: number, forMs: number, shows: Case["shows"]): Case {
  return {
    title: `orders are answered with ${status} for ${forMs / minute} minutes`,
    make,
    shows,
    begin: async (house) => {
      const lock = await house.newLock();
      await house.control.setFaults(lock.lockId, { fail_writes: { status } });
      return { lock, code: await askAndWork(house, lock.deviceId, { forMs }) };
    },
    end: async (house, subject) => {
      await house.control.setFaults(lockOf(subject).lockId, {});
      await house.advance(2 * hour);
    },
  };
}

function offline(forMs: number, shows: Case["shows"]): Case {
  return {
    title: `the lock is out of reach for ${forMs / minute} minutes while a code waits for it`,
    make: "august",
    shows,
    begin: async (house) => {
      const lock = await house.newLock();
      await house.control.setConnection(lock.lockId, false);
      return { lock, code: await askAndWork(house, lock.deviceId, { forMs }) };
    },
    end: async (house, subject) => {
      await house.control.setConnection(lockOf(subject).lockId, true);
      await house.look();
      await house.advance(20 * minute);
    },
  };
}

function changedAtLock(allowed: boolean, shows: Case["shows"]): Case {
  return {
    title: `somebody changes a code at the lock that ${allowed ? "may" : "may not"} be changed there`,
    make: "ttlock",
    shows,
    begin: async (house) => {
      const lock = await house.newLock();
      const code = await askAndWork(house, lock.deviceId, { is_external_modification_allowed: allowed });
      const access_code_id = await onLock(house, lock, digits);
      await house.control.setFaults(lock.lockId, { fail_writes: { status: 503 } });
      await house.control.tamper(lock.lockId, { do: "change", access_code_id, code: "590417" });
      await house.look();
      return { lock, code };
    },
    end: async (house, { lock, code }) => {
      await house.control.setFaults(lock?.lockId ?? "", {});
      if (allowed) await house.post("/access_codes/update", { access_code_id: code, code: "604815" });
      await house.look();
      await house.advance(20 * minute);
    },
  };
}

const onAugust: readonly Case[] = [
  slow("august", 6 * minute, [late, codeWarning("august_device_programming_delay")]),
  slow("august", 16 * minute, [failedToSet, codeError("august_device_programming_delay")]),
  full("august", "august_device_slots_full"),
  offline(minute, [codeWarning("august_lock_temporarily_offline")]),
  offline(16 * minute, [failedToSet, codeError("august_lock_temporarily_offline")]),
  {
    title: "another keypad is fitted that takes other lengths, before the code comes to the lock",
    make: "august",
    shows: [failedToSet, codeError("august_lock_invalid_code_length")],
    begin: async (house) => {
      const lock = await house.newLock();
      const code = await ask(house, lock.deviceId, { code: "4839" });
      await house.control.setKeypad(lock.lockId, { fitted: true, supported_code_lengths: [6] });
      await house.advance(minute);
      return { lock, code };
    },
    end: async (house, { code }) => {
      await house.post("/access_codes/update", { access_code_id: code, code: digits });
      await house.advance(20 * minute);
    },
  },
  {
    title: "the keypad is taken off",
    make: "august",
    shows: [codeError("august_lock_missing_keypad")],
    begin: async (house) => {
      const subject = await lockWithCode(house);
      await house.control.setKeypad(subject.lock.lockId, { fitted: false });
      await house.look();
      return subject;
    },
    end: async (house, subject) => {
      await house.control.setKeypad(lockOf(subject).lockId, { fitted: true });
      await house.look();
    },
  },
];

const onSmartThings: readonly Case[] = [
  failing("smartthings", 500, minute / 2, [codeWarning("smartthings_failed_to_set_access_code")]),
  failing("smartthings", 500, 4 * minute, [failedToSet, codeError("smartthings_failed_to_set_after_multiple_retries")]),
  failing("smartthings", 422, minute, [failedToSet, codeError("smartthings_failed_to_set_access_code")]),
  full("smartthings", "smartthings_no_free_slots_available"),
  {
    title: "a code is to get the PIN of a code whose digits the lock hides",
    make: "smartthings",
    shows: [codeError("duplicate_code_on_device"), codeError("duplicate_code_attempt_prevented")],
    begin: async (house) => {
      const subject = await lockWithCode(house);
      await house.control.addCode(subject.lock.lockId, { name: "Owner", digits: "718293" });
      await house.post("/access_codes/update", { access_code_id: subject.code, code: "718293" });
      await house.advance(minute);
      return subject;
    },
    end: async (house, { code }) => {
      await house.post("/access_codes/update", { access_code_id: code, code: "604815" });
      await house.advance(20 * minute);
    },
  },
];

const onKwikset: readonly Case[] = [
  slow("kwikset", 6 * minute, [late, codeWarning("kwikset_unable_to_confirm_code")]),
  slow("kwikset", 16 * minute, [failedToSet, codeError("kwikset_unable_to_confirm_code")]),
  ...[
    { forMs: 6 * minute, shows: [codeWarning("delay_in_removing_from_device")] },
    { forMs: 16 * minute, shows: [failedToRemove, codeError("kwikset_unable_to_confirm_deletion")] },
  ].map(
    ({ forMs, shows }): Case => ({
      title: `the lock has not confirmed a deletion for ${forMs / minute} minutes`,
      make: "kwikset",
      shows,
      begin: async (house) => {
        const subject = await lockWithCode(house);
        await house.control.setFaults(subject.lock.lockId, { programming_ms: 40 * minute });
        await house.post("/access_codes/delete", { access_code_id: subject.code });
        await house.advance(forMs);
        return subject;
      },
      end: (house) => house.advance(hour),
    }),
  ),
];

const onIgloohome: readonly Case[] = [
  {
    title: "the bridge has a job for another lock and takes no more",
    make: "igloohome",
    shows: [codeError("igloohome_bridge_too_many_pending_jobs")],
    begin: async (house) => {
      const hub = await house.addDevice({
        profile: "igloohome_bridge",
        name: "Small bridge",
        overrides: { max_pending_jobs: 1 },
      });
      const [busy, lock] = [await house.newLock({ hub }), await house.newLock({ hub })];
      await house.control.setFaults(busy.lockId, { programming_ms: 3 * minute });
      await askAndWork(house, busy.deviceId);
      return { lock, code: await askAndWork(house, lock.deviceId) };
    },
    end: (house) => house.advance(20 * minute),
  },
  {
    title: "the bridge is offline while a code waits for it",
    make: "igloohome",
    shows: [codeError("igloohome_bridge_offline"), codeError("hub_disconnected")],
    begin: async (house) => {
      const lock = await house.newLock();
      await house.control.setHubConnection(lock.lockId, false);
      return { lock, code: await askAndWork(house, lock.deviceId) };
    },
    end: async (house, subject) => {
      await house.control.setHubConnection(lockOf(subject).lockId, true);
      await house.look();
      await house.advance(20 * minute);
    },
  },
];

const elsewhere: readonly Case[] = [
  {
    title: "somebody has put the same PIN on the lock",
    make: "schlage",
    shows: [
      codeError("duplicate_code_on_device", { unmanaged_access_code_id: expect.any(String) }),
      codeWarning("schlage_detected_duplicate"),
    ],
    begin: async (house) => {
      const lock = await house.newLock({ code_length: 4 });
      await house.control.addCode(lock.lockId, { name: "Owner", digits: "4839" });
      return { lock, code: await askAndWork(house, lock.deviceId, { code: "4839" }) };
    },
    end: (house, subject) => removeOwners(house, subject, "4839"),
  },
  failing("schlage", 503, minute / 2, [codeWarning("schlage_creation_outage")]),
  slow("hubitat", 16 * minute, [failedToSet, codeError("hubitat_device_programming_delay")]),
  full("hubitat", "hubitat_no_free_positions_available"),
  changedAtLock(false, [
    codeError("code_modified_external_to_seam", {
      change_type: "modified",
      modified_fields: [{ field: "code", from: digits, to: "590417" }],
    }),
  ]),
  changedAtLock(true, [codeWarning("code_modified_external_to_seam", { change_type: "modified" })]),
  {
    title: "another code has the same name, and the cloud's list does not show it yet",
    make: "wyze",
    shows: [failedToSet, codeError("wyze_duplicate_code_name")],
    begin: async (house) => {
      const lock = await house.newLock();
      await house.control.setFaults(lock.lockId, { stale_listing_ms: 10 * minute });
      await house.control.addCode(lock.lockId, { name: "Guest", digits: "718293" });
      return { lock, code: await askAndWork(house, lock.deviceId) };
    },
    end: async (house, { lock, code }) => {
      await house.control.setFaults(lock?.lockId ?? "", {});
      await house.post("/access_codes/update", { access_code_id: code, name: "Evening guest" });
      await house.advance(20 * minute);
    },
  },
  {
    title: "somebody has put the same PIN on a lock that hides it",
    make: "wyze",
    shows: [codeError("duplicate_code_on_device"), codeError("wyze_potential_duplicate_code")],
    begin: async (house) => {
      const lock = await house.newLock();
      await house.control.addCode(lock.lockId, { name: "Owner", digits });
      return { lock, code: await askAndWork(house, lock.deviceId) };
    },
    end: (house, subject) => removeOwners(house, subject, digits),
  },
  {
    title: "the site has no user to spare for one more code",
    make: "salto_ks",
    shows: [codeError("salto_ks_user_not_subscribed")],
    begin: async (house) => {
      await house.control.setSite(house.cloudAccount, { name: "Harbour", user_limit: 0 });
      const lock = await house.newLock();
      return { lock, code: await askAndWork(house, lock.deviceId) };
    },
    end: async (house) => {
      await house.control.setSite(house.cloudAccount, { name: "Harbour", user_limit: 1_000 });
      await house.advance(20 * minute);
    },
  },
];

/** Every condition of a code of its own, at a lock that can have it. */
export const casesOnCodes: readonly Case[] = [
  ...onAugust,
  ...onSmartThings,
  ...onKwikset,
  ...onIgloohome,
  ...elsewhere,
];
