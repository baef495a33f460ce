import { createAccessCode } from "#app/create-access-code.ts";
import { createMultipleAccessCodes } from "#app/create-multiple-access-codes.ts";
import type { Desk } from "#app/desk.ts";
import { listDevices, updateDevice } from "#app/devices.ts";
import { simulateConnection, simulateKeypadCodeEntry } from "#app/simulate.ts";
import type { Device } from "#domain/device.ts";
import type { WorkspaceId } from "#domain/ids.ts";
import { invariant } from "#domain/invariant.ts";
import { isProblem } from "#domain/problem.ts";
import type { ControlClient } from "#virtual-locks/control-client.ts";
import { type Guest, sandboxDay, sandboxGuests, windowOf } from "./guests.ts";

/** Fills the books of a new sandbox in its own time, while the server serves already. */
export interface Reception {
  /** The sandbox has its locks from now on, and no codes. Whatever was under way for it before is given up. */
  receive(workspace: WorkspaceId): void;
  close(): Promise<void>;
}

const lookEveryMs = 250;
/** A lock that has not been looked at by then gets no guests. */
const doorsWithinMs = 2 * 60_000;

export function openReception(desk: Desk, control: Pick<ControlClient, "setBattery">): Reception {
  let leaving = new AbortController();
  let working: Promise<void> = Promise.resolve();
  return {
    receive: (workspace) => {
      leaving.abort();
      leaving = new AbortController();
      const { signal } = leaving;
      working = working
        .then(() => fillBooks(desk, control, workspace, signal))
        // What failed may quote what was asked for, and that holds PINs.
        .catch(() => desk.runtime.log("sandbox.guests_failed", { workspace }));
    },
    close: async () => {
      leaving.abort();
      await working;
    },
  };
}

async function fillBooks(
  desk: Desk,
  control: Pick<ControlClient, "setBattery">,
  workspace: WorkspaceId,
  signal: AbortSignal,
): Promise<void> {
  const doors = await doorsOnceSeen(desk, workspace, signal);
  const at = async (door: string, act: (device: Device) => Promise<object | undefined>) => {
    const device = doors.get(door);
    if (device === undefined || signal.aborted) return;
    const done = await act(device);
    if (done !== undefined && isProblem(done)) desk.runtime.log("sandbox.guest_refused", { door });
  };
  const { offline, lowBattery, keepsSpares, entries } = sandboxDay;
  await at(offline, ({ id }) => simulateConnection(desk, workspace, { deviceId: id, online: false }));
  await at(lowBattery.door, async ({ report }) => {
    await control.setBattery(report.nativeId, lowBattery.percent);
    return undefined;
  });
  await at(keepsSpares, ({ id }) => updateDevice(desk, workspace, { deviceId: id, keepsBackupCodes: true }));
  for (const { door, digits } of entries) {
    await at(door, ({ id }) => simulateKeypadCodeEntry(desk, workspace, { deviceId: id, digits }));
  }
  for (const guest of sandboxGuests) await at(guest.doors[0], () => putDown(desk, workspace, guest, doors));
}

function putDown(desk: Desk, workspace: WorkspaceId, guest: Guest, doors: ReadonlyMap<string, Device>) {
  const devices = guest.doors.flatMap((door) => doors.get(door) ?? []);
  const [first, ...others] = devices;
  invariant(first !== undefined, "whoever is put down has a door");
  const request = {
    name: guest.name,
    digits: guest.digits,
    ...(guest.stay && windowOf(guest.stay, first.report.timeZone ?? "UTC", desk.runtime.now())),
    prefersNativeScheduling: true,
    allowsExternalModification: false,
    attemptForOfflineDevice: true,
    isOffline: false,
    isOneTimeUse: false,
    usesBackupPool: false,
  };
  if (others.length === 0) return createAccessCode(desk, workspace, { ...request, deviceId: first.id });
  const deviceIds = devices.map(({ id }) => id);
  return createMultipleAccessCodes(desk, workspace, { ...request, deviceIds, whenNotShared: "throw" });
}

/** The doors of the books by their names, once it is known what stands on them. */
async function doorsOnceSeen(
  desk: Desk,
  workspace: WorkspaceId,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Device>> {
  const { runtime } = desk;
  const wanted = sandboxGuests.flatMap(({ doors }) => doors);
  const until = runtime.now() + doorsWithinMs;
  for (;;) {
    const page = { limit: 100, after: undefined };
    const { items } = await listDevices(desk, workspace, { managed: true, page });
    const seen = items.map(({ device }) => device).filter(({ observedAt }) => observedAt !== undefined);
    const doors = new Map(seen.map((device) => [device.report.name, device]));
    if (signal.aborted || wanted.every((door) => doors.has(door)) || runtime.now() > until) return doors;
    await runtime.sleep(lookEveryMs, signal);
  }
}
