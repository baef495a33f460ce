import { unreachable } from "#virtual-locks/lock-state.ts";
import type { Tell } from "#virtual-locks/maker-cloud.ts";
import type { LockRow } from "#virtual-locks/rows.ts";
import type { World } from "#virtual-locks/world.ts";

/** A lock as it is found. Where it hangs is told of none. */
export function presentDevice({ id, name, profile }: LockRow): object {
  return {
    id,
    name,
    category: "SmartLock",
    handleType: "utec-lock-sensor",
    deviceInfo: { manufacturer: profile.manufacturer, model: profile.model, hwVersion: "03.40.0023" },
    attributes: { batteryLevelRange: { min: 1, max: 5, step: 1 } },
    customData: { userId: 123, otherData: "abc" },
  };
}

/** How a lock is. Of one that is away, all but that is what the cloud heard last. */
export function presentStates(world: World, lock: LockRow): readonly object[] {
  const isAway = unreachable(world, lock) !== undefined;
  return [
    { capability: "st.healthCheck", name: "status", value: isAway ? "Offline" : "Online" },
    { capability: "st.lock", name: "lockState", value: lock.bolt === "locked" ? "Locked" : "Unlocked" },
    { capability: "st.lock", name: "lockMode", value: 0 },
    { capability: "st.batteryLevel", name: "level", value: Math.max(1, Math.ceil(lock.battery / 20)) },
    { capability: "st.doorSensor", name: "sensorState", value: lock.door === "open" ? "Open" : "Closed" },
  ];
}

const comings: Readonly<Record<string, string>> = { "device.added": "DeviceSync", "device.removed": "DeviceDelete" };

/** A post tells how a lock is, and not what happened; of its users there is no post. */
export const tell: Tell = (world, { secret = "" }, event) => {
  const lock = world.get("locks", event.lock_id);
  if (lock === undefined || event.event_type.startsWith("access_code.c")) return undefined;
  const name = comings[event.event_type] ?? "DeviceState";
  const told = {
    DeviceSync: presentDevice(lock),
    DeviceDelete: { id: lock.id },
    DeviceState: { id: lock.id, states: presentStates(world, lock) },
  };
  const header = {
    namespace: "Uhome.Notification",
    name,
    messageId: world.runtime.uuid(),
    payloadVersion: "1",
  };
  return {
    headers: { "content-type": "application/json", authorization: `Bearer ${secret}` },
    body: JSON.stringify({ header, payload: { devices: [told[name as keyof typeof told]] } }),
  };
};
