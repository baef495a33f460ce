import type { DeviceId } from "#domain/ids.ts";
import { isProblem, type Problem, problem } from "#domain/problem.ts";
import type { Scope } from "#domain/scope.ts";
import { stateOfDevice } from "#store/devices.ts";
import type { Desk } from "./desk.ts";
import { getDevice } from "./devices.ts";
import type { DeviceView } from "./views.ts";

export interface ReportCodeLengths {
  readonly deviceId: DeviceId;
  /** Digits; ascending and each once. */
  readonly lengths: readonly number[];
}

export interface ReportTimeZone {
  readonly deviceId: DeviceId;
  /** The make whose devices take this. */
  readonly provider: string;
  /** IANA name. */
  readonly timeZone: string;
}

/** A caller knows which lengths of PINs a SmartThings lock takes: that maker tells of none. Kept over later reports. */
export async function reportCodeLengths(
  desk: Desk,
  scope: Scope,
  { deviceId, lengths }: ReportCodeLengths,
): Promise<Problem | undefined> {
  const found = await deviceOfMake(desk, scope, deviceId, "smartthings");
  if (isProblem(found)) return found;
  await stateOfDevice(desk.store.db, deviceId, { codeLengths: lengths }, desk.runtime.now());
  desk.nudge(deviceId);
  return undefined;
}

/** A caller knows in which time zone a lock hangs whose maker does not tell. All of them are taken, or none. */
export async function reportTimeZones(
  desk: Desk,
  scope: Scope,
  reports: readonly ReportTimeZone[],
): Promise<Problem | undefined> {
  for (const { deviceId, provider } of reports) {
    const found = await deviceOfMake(desk, scope, deviceId, provider);
    if (isProblem(found)) return found;
  }
  const now = desk.runtime.now();
  await desk.store.db.transaction(async (tx) => {
    // In one order, so that two callers do not wait for each other.
    for (const { deviceId, timeZone } of reports.toSorted((one, other) => (one.deviceId < other.deviceId ? -1 : 1))) {
      await stateOfDevice(tx, deviceId, { timeZone }, now);
    }
  });
  for (const { deviceId } of reports) desk.nudge(deviceId);
  return undefined;
}

/** No make that is served here lets others set how it locks itself: the request is refused for each that there is. */
export async function configureAutoLock(desk: Desk, scope: Scope, deviceId: DeviceId): Promise<Problem> {
  const found = await getDevice(desk, scope, { deviceId }, true);
  return isProblem(found)
    ? found
    : unsupported(deviceId, "The auto-lock of this device cannot be configured remotely.");
}

/** Only Nuki's smart hosting expires, and the virtual locks have none. */
export async function simulatePaidSubscription(desk: Desk, scope: Scope, deviceId: DeviceId): Promise<Problem> {
  const found = await getDevice(desk, scope, { deviceId }, true);
  return isProblem(found) ? found : unsupported(deviceId, "This device has no subscription that could be simulated.");
}

async function deviceOfMake(
  desk: Desk,
  scope: Scope,
  deviceId: DeviceId,
  provider: string,
): Promise<DeviceView | Problem> {
  const found = await getDevice(desk, scope, { deviceId }, true);
  if (isProblem(found) || found.account.provider === provider) return found;
  return unsupported(deviceId, `Only devices of ${provider} take this: others tell it themselves.`);
}

function unsupported(deviceId: DeviceId, sentence: string): Problem {
  return problem("device_type_not_supported", sentence, { data: { device_id: deviceId } });
}
