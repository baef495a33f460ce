import { august } from "./august/august.ts";
import { dormakabaOracode } from "./dormakaba-oracode/dormakaba-oracode.ts";
import type { DriverModule } from "./driver.ts";
import { hubitat } from "./hubitat/hubitat.ts";
import { igloohome } from "./igloohome/igloohome.ts";
import { kwikset } from "./kwikset/kwikset.ts";
import { lockCloud } from "./lock-cloud/lock-cloud.ts";
import { lockly } from "./lockly/lockly.ts";
import { matter } from "./matter/matter.ts";
import { nuki } from "./nuki/nuki.ts";
import { saltoKs } from "./salto-ks/salto-ks.ts";
import { schlage } from "./schlage/schlage.ts";
import { smartthings } from "./smartthings/smartthings.ts";
import { tedee } from "./tedee/tedee.ts";
import { ttlock } from "./ttlock/ttlock.ts";
import { twoN } from "./two-n/two-n.ts";
import { ultraloq } from "./ultraloq/ultraloq.ts";
import { wyze } from "./wyze/wyze.ts";
import { zigbee2mqtt } from "./zigbee2mqtt/zigbee2mqtt.ts";
import { zwave } from "./zwave/zwave.ts";

/** Every driver, by the name that a connected account keeps. */
export const drivers = {
  august,
  dormakaba_oracode: dormakabaOracode,
  hubitat,
  igloohome,
  kwikset,
  lock_cloud: lockCloud,
  lockly,
  matter,
  nuki,
  salto_ks: saltoKs,
  schlage,
  smartthings,
  tedee,
  ttlock,
  two_n: twoN,
  ultraloq,
  wyze,
  zigbee2mqtt,
  zwave,
} satisfies Record<string, DriverModule>;

export type DriverName = keyof typeof drivers;

/** The driver of this name; each one's `connect` takes what its own `parseConfig` returned. */
export function driverNamed(name: string): DriverModule | undefined {
  return Object.hasOwn(drivers, name) ? drivers[name as DriverName] : undefined;
}
