import type { LockRow } from "#virtual-locks/rows.ts";
import type { World } from "#virtual-locks/world.ts";
import { isoOf, locationOf } from "./devices.ts";
import { turnsOf, wordsOf } from "./happenings.ts";
import type { LockNotes } from "./lock-notes.ts";

const keptMs = 7 * 24 * 60 * 60 * 1000;

/** The events of a device in the last days. */
export function historyOf(world: World, lock: LockRow, notes: LockNotes) {
  const device = { deviceId: lock.id, deviceName: lock.name, locationId: locationOf(lock), locationName: "Home" };
  const rowOf = (at: number, attribute: object) => ({
    ...device,
    time: isoOf(at),
    epoch: at,
    hash: at,
    component: "main",
    text: "",
    ...attribute,
  });
  const turns = turnsOf(world, lock, notes).map(({ at, value, data }) =>
    rowOf(at, { capability: "lock", attribute: "lock", value, data }),
  );
  const codes = wordsOf(world, lock, notes)
    .filter(({ attribute }) => attribute === "codeChanged")
    .map(({ at, attribute, value }) => rowOf(at, { capability: "lockCodes", attribute, value }));
  return [...turns, ...codes].filter(({ epoch }) => epoch > world.now() - keptMs);
}
