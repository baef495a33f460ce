import { unreachable } from "#virtual-locks/lock-state.ts";
import type { LockRow } from "#virtual-locks/rows.ts";
import type { World } from "#virtual-locks/world.ts";

/** Whatever the account has, a camera included: the list is that of the app's first page. */
export function presentHome(world: World, accountId: string): object {
  const devices = world.all("locks").filter((device) => device.accountId === accountId && !device.removed);
  const list = [...devices.map(presentListed), { ...camera, mac: `2CAA8E${accountId}` }];
  return { ts: world.now(), code: "1", msg: "SUCCESS", data: { device_list: list, device_group_list: [] } };
}

const camera = { product_type: "Camera", product_model: "WYZE_CAKP2JFUS", nickname: "Porch", device_params: {} };

function presentListed(device: LockRow): object {
  const isLock = device.profile.kind === "smart_lock";
  const model = isLock ? "YD.LO1" : "YD.GW1";
  return {
    mac: `${model}.${device.id}`,
    nickname: device.name,
    product_type: isLock ? "Lock" : "gateway",
    product_model: model,
    firmware_ver: "1.0.4.0",
    timezone_name: device.hidesTimeZone === true ? "" : (device.timeZone ?? ""),
    conn_state: device.online ? 1 : 0,
    device_params: isLock ? { switch_state: device.bolt === "unlocked" ? 1 : 0 } : {},
  };
}

export function presentInfo(world: World, lock: LockRow): object {
  const isCutOff = unreachable(world, lock) !== undefined;
  const at = lock.updatedAt;
  return {
    uuid: lock.id,
    model: "XNLL901",
    ...line(!isCutOff, at),
    power: lock.battery,
    power_refreshtime: at,
    ...(lock.hubId === undefined ? {} : { parent: lock.hubId }),
    locker_status: {
      hardlock: isCutOff ? -1 : lock.bolt === "locked" ? 1 : 3,
      hardlock_refreshtime: at,
      door: isCutOff ? 255 : lock.door === "open" ? 1 : 2,
      door_refreshtime: at,
    },
    ...(lock.profile.hasKeypad
      ? { keypad_enable_status: 1, keypad: { uuid: `keypad-${lock.id}`, power: 90, ...line(!isCutOff, at) } }
      : {}),
  };
}

export function presentGateway(gateway: LockRow): object {
  const connection = { ssid: "Home", wifi_signal: -48 };
  return { uuid: gateway.id, model: "DC-CW01", ...line(gateway.online, gateway.updatedAt), connection };
}

/** 1 is online, 2 is offline. */
function line(online: boolean, since: number) {
  return { onoff_line: online ? 1 : 2, onoff_time: since };
}
