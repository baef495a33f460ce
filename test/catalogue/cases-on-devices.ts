import type { DeviceConditionName } from "#domain/catalog/causes.ts";
import {
  type Case,
  codeWarning,
  deviceError,
  deviceWarning,
  hour,
  lockOf,
  lockWithCode,
  minute,
  type Shown,
  type Subject,
} from "./case.ts";
import type { MakerHouse } from "./maker-house.ts";

/** The make's cloud says so of the lock. */
function told(make: string, condition: DeviceConditionName, shows: readonly Shown[]): Case {
  return {
    title: `the cloud tells of ${condition}`,
    make,
    shows,
    begin: async (house) => {
      const subject = await lockWithCode(house);
      await house.control.setCondition(subject.lock.lockId, condition, true);
      await house.look();
      return subject;
    },
    end: async (house, subject) => {
      await house.control.setCondition(lockOf(subject).lockId, condition, false);
      await house.look();
    },
  };
}

/** The lock loses its hub, and is paired with it again. */
function unpaired(make: string, shows: readonly Shown[]): Case {
  return {
    title: "the lock is paired with no hub",
    make,
    shows,
    begin: async (house) => {
      const subject = await lockWithCode(house);
      await house.control.setHub(subject.lock.lockId, null);
      await house.look();
      return subject;
    },
    end: async (house, subject) => {
      await house.control.setHub(lockOf(subject).lockId, house.hub ?? null);
      await house.look();
    },
  };
}

/** Something is done to a lock with a code on it, looked at, and undone. */
function done(
  { title, make, shows }: Pick<Case, "title" | "make" | "shows">,
  to: (house: MakerHouse, lockId: string) => Promise<void>,
  undo: (house: MakerHouse, lockId: string) => Promise<void>,
): Case {
  const then = async (house: MakerHouse, subject: Subject, act: typeof to) => {
    await act(house, lockOf(subject).lockId);
    await house.look();
  };
  return {
    title,
    make,
    shows,
    begin: async (house) => {
      const subject = await lockWithCode(house);
      await then(house, subject, to);
      return subject;
    },
    end: (house, subject) => then(house, subject, undo),
  };
}

/** Every condition of a device, at a lock that can have it. */
export const casesOnDevices: readonly Case[] = [
  told("august", "not_authorized", deviceError("august_lock_not_authorized")),
  unpaired("august", deviceError("august_lock_missing_bridge")),
  unpaired("ttlock", deviceError("ttlock_lock_not_paired_to_gateway")),
  unpaired("lockly_bluetooth", deviceError("lockly_missing_wifi_bridge")),
  unpaired("wyze", [deviceWarning("wyze_device_missing_gateway")]),
  unpaired("igloohome", [deviceWarning("functional_offline_device")]),
  told("schlage", "credentials_missing", deviceError("missing_device_credentials")),
  told("two_n", "credentials_missing", deviceError("missing_device_credentials")),
  told("nuki", "subscription_required", deviceError("subscription_required")),
  told("smartthings", "rival_integration", [
    deviceWarning("third_party_integration_detected"),
    codeWarning("third_party_integration_detected"),
  ]),
  told("ttlock", "remote_unlock_disabled", [deviceWarning("ttlock_lock_gateway_unlocking_not_enabled")]),
  told("ttlock", "weak_signal", [deviceWarning("ttlock_weak_gateway_signal")]),
  told("ttlock", "power_saving", [deviceWarning("power_saving_mode")]),
  told("ttlock", "maintenance", [deviceWarning("scheduled_maintenance_window")]),
  told("salto_ks", "office_mode", [deviceWarning("salto_ks_office_mode")]),
  told("salto_ks", "privacy_mode", [deviceWarning("salto_ks_privacy_mode")]),
  done(
    { title: "the lock is offline", make: "august", shows: deviceError("device_disconnected") },
    (house, lock) => house.control.setConnection(lock, false),
    (house, lock) => house.control.setConnection(lock, true),
  ),
  done(
    { title: "the lock's hub is offline", make: "smartthings", shows: deviceError("hub_disconnected") },
    (house, lock) => house.control.setHubConnection(lock, false),
    (house, lock) => house.control.setHubConnection(lock, true),
  ),
  done(
    {
      title: "the lock has no time zone",
      make: "lockly_bluetooth",
      shows: [deviceWarning("lockly_time_zone_not_configured")],
    },
    (house, lock) => house.control.setTimeZone(lock, null),
    (house, lock) => house.control.setTimeZone(lock, "Europe/Berlin"),
  ),
  done(
    {
      title: "looks at the lock fail for six minutes",
      make: "ttlock",
      shows: [deviceWarning("device_communication_degraded")],
    },
    async (house, lock) => {
      await house.control.setFaults(lock, { outage: true });
      await house.look();
      await house.advance(6 * minute);
    },
    (house, lock) => house.control.setFaults(lock, {}),
  ),
  done(
    {
      title: "the lock goes offline three times within a day",
      make: "ttlock",
      shows: [deviceWarning("device_has_flaky_connection")],
    },
    async (house, lock) => {
      for (let time = 0; time < 3; time += 1) {
        await house.control.setConnection(lock, false);
        await house.look();
        await house.control.setConnection(lock, true);
        await house.advance(hour);
      }
    },
    (house) => house.leap(24 * hour),
  ),
  {
    title: "the owner takes the lock out of the account",
    make: "august",
    shows: deviceError("device_removed"),
    begin: async (house) => {
      const subject = await lockWithCode(house);
      await house.control.remove(subject.lock.lockId);
      await house.look();
      return subject;
    },
    end: async (house, subject) => {
      await house.control.restore(lockOf(subject).lockId);
      await house.look();
    },
  },
];
