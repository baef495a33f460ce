import type { AccessCode, OnLock } from "#domain/access-code.ts";
import type { Capabilities } from "#domain/capabilities.ts";
import type { ConnectedAccount } from "#domain/connected-account.ts";
import type { Device } from "#domain/device.ts";
import type { AccessCodeId, ConnectedAccountId, DeviceId, NativeId, Place, WorkspaceId } from "#domain/ids.ts";
import { invariant } from "#domain/invariant.ts";
import { Pin } from "#domain/pin.ts";
import { anyCapabilities } from "./any-capabilities.ts";

/** A quiet moment: Thursday 15 January 2026, noon UTC. */
export const noon = Date.UTC(2026, 0, 15, 12);
export const minute = 60_000;
export const hour = 60 * minute;

export function pin(digits: string): Pin {
  const parsed = Pin.parse(digits);
  invariant(parsed !== undefined, "a test's PIN is digits");
  return parsed;
}

/** A lock that can do everything, to be limited by a test. */
export const ableLock: Capabilities = { ...anyCapabilities, codeLengths: [4, 5, 6], maxCodes: 20 };

export const account: ConnectedAccount = {
  id: "00000000-0000-4000-8000-00000000000a" as ConnectedAccountId,
  workspaceId: "00000000-0000-4000-8000-000000000001" as WorkspaceId,
  driver: "lock_cloud",
  provider: "schlage",
  displayName: "Jane",
  customMetadata: {},
  automaticallyManagesNewDevices: true,
  disconnectedSince: undefined,
  createdAt: noon - hour,
};

export function device(capabilities: Partial<Capabilities> = {}, more: Partial<Device> = {}): Device {
  return {
    id: "00000000-0000-4000-8000-0000000000d1" as DeviceId,
    workspaceId: account.workspaceId,
    accountId: account.id,
    isManaged: true,
    nickname: undefined,
    customMetadata: {},
    report: {
      nativeId: "lock-1" as NativeId,
      kind: "lock",
      deviceType: "schlage_lock",
      name: "Front door",
      modelName: "Model",
      manufacturer: "Maker",
      disconnected: undefined,
      batteryLevel: 0.9,
      locked: true,
      doorOpen: undefined,
      timeZone: "Europe/Berlin",
      clockErrorMs: 0,
      hasKeypad: true,
      capabilities: { ...ableLock, ...capabilities },
    },
    observedAt: noon,
    unreachableSince: undefined,
    removedSince: undefined,
    createdAt: noon - hour,
    ...more,
  };
}

let count = 0;

/** A managed, ongoing code wanted since noon, to be changed by a test. */
export function code(more: Partial<AccessCode> = {}): AccessCode {
  count += 1;
  return {
    id: `00000000-0000-4000-8000-${String(count).padStart(12, "0")}` as AccessCodeId,
    workspaceId: account.workspaceId,
    deviceId: device().id,
    isManaged: true,
    name: "Guest",
    pin: pin("1357"),
    window: undefined,
    commonCodeKey: undefined,
    prefersNativeScheduling: true,
    allowsExternalModification: false,
    version: 1,
    wantedSince: noon,
    retired: undefined,
    onLock: undefined,
    confirmed: undefined,
    trouble: undefined,
    externalChange: undefined,
    announced: new Set(),
    createdAt: noon,
    ...more,
  };
}

/** What stands on the lock for a code that is there as it is wanted, read back at noon. */
export function standing(
  of: Pick<AccessCode, "pin" | "name" | "window">,
  place: string,
  more: Partial<OnLock> = {},
): OnLock {
  return {
    place: place as Place,
    pin: of.pin,
    label: of.name,
    window: of.window,
    state: "on_lock",
    evidence: { read_back: noon },
    ...more,
  };
}
