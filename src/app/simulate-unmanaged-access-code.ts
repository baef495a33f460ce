import type { DeviceId } from "#domain/ids.ts";
import { Pin } from "#domain/pin.ts";
import { type Problem, problem } from "#domain/problem.ts";
import { type Scope, workspaceOf } from "#domain/scope.ts";
import { findCodeByPin } from "#store/code-views.ts";
import { findDevice } from "#store/device-views.ts";
import { makeDeviceDue } from "#store/devices.ts";
import type { Desk } from "./desk.ts";
import { duplicateCode, noSuchDevice } from "./problems.ts";
import type { SimulateUnmanagedAccessCode } from "./requests.ts";
import { atVirtualLock } from "./simulate.ts";
import type { AccessCodeView } from "./views.ts";

/** So long we wait for the new code to be seen on the lock, in milliseconds. */
const seenWithinMs = 10_000;
const lookEveryMs = 50;
const never = new AbortController().signal;

/** Has somebody program a code at a virtual lock, and waits until the lock is seen to hold it. */
export async function simulateUnmanagedAccessCode(
  desk: Desk,
  scope: Scope,
  { deviceId, name, digits }: SimulateUnmanagedAccessCode,
): Promise<AccessCodeView | Problem> {
  const { store, runtime } = desk;
  const pin = Pin.parse(digits);
  if (pin === undefined) return problem("invalid_input", "The code must be digits only.", { param: "code" });
  const keys = await store.keysOf(workspaceOf(scope));
  const find = (isManaged: boolean) => findCodeByPin(store.db, keys, scope, { deviceId, pin, isManaged });
  const lock = await findDevice(store.db, scope, deviceId);
  if (lock === undefined) return noSuchDevice(deviceId);
  const { listsUnmanaged, readsPins } = lock.device.report.capabilities;
  if (!listsUnmanaged || !readsPins) {
    const message = "This lock does not show the codes that people put on it, so that none could be answered.";
    return problem("device_type_not_supported", message, { data: { device_id: deviceId } });
  }
  const known = (await find(true)) ?? (await find(false));
  if (known !== undefined) return duplicateCode(deviceId, known.code);
  const refused = await atVirtualLock(desk, scope, deviceId, (locks, lockId) =>
    locks.addCode(lockId, { name, digits }),
  );
  if (refused !== undefined) return refused;
  const giveUpAt = runtime.now() + seenWithinMs;
  while (runtime.now() < giveUpAt) {
    const seen = await find(false);
    if (seen !== undefined) return seen;
    if (await isOutOfSight(desk, scope, deviceId)) {
      return problem(
        "invalid_input",
        "The code is on the virtual lock, which is offline: it will be listed once seen.",
        {
          param: "device_id",
          data: { device_id: deviceId },
        },
      );
    }
    await makeDeviceDue(store.db, deviceId, runtime.now());
    desk.nudge(deviceId);
    await runtime.sleep(lookEveryMs, never);
  }
  return problem(
    "internal_server_error",
    "The code is on the virtual lock, and was not seen there in time. It will be listed once it is.",
  );
}

/** Whether nothing can be read from the lock now. */
async function isOutOfSight({ store }: Desk, scope: Scope, deviceId: DeviceId): Promise<boolean> {
  const found = await findDevice(store.db, scope, deviceId);
  if (found === undefined) return true;
  const { device, account } = found;
  return (
    device.report.disconnected !== undefined ||
    device.unreachableSince !== undefined ||
    device.removedSince !== undefined ||
    account.disconnectedSince !== undefined
  );
}
