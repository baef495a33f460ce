import type { Capabilities } from "#domain/capabilities.ts";
import { closeWindow } from "#domain/window.ts";
import type { DevicePass } from "#store/passes.ts";
import type { Entry } from "./keypad.ts";

/** What the database says of one lock: what is believed to stand there, and which tries may still come to show. */
export type LockRecord = Pick<DevicePass, "codes" | "unsettled">;

/**
 * Whether the database says enough of an entry of ours for a look to know it again: its code is believed to stand in
 * that place, or a try that looks like it, or was put there, may still come to show.
 */
export function isOnRecord(entry: Entry, { codes, unsettled }: LockRecord, capabilities: Capabilities): boolean {
  const by = entry.changedBy;
  if (by.kind !== "us") return true;
  const onLock = codes.find(({ id }) => id === by.code)?.onLock;
  if (
    onLock?.place === entry.place &&
    !(capabilities.reusesPlaces && capabilities.names !== "none" && isAnothers(entry, onLock, capabilities))
  )
    return true;
  return unsettled.some((attempt) => {
    if (attempt.code !== by.code || attempt.kind !== "set") return false;
    if (attempt.place === entry.place && !capabilities.reusesPlaces) return true;
    const isPin = !capabilities.readsPins || entry.pin.equals(attempt.pin);
    if (capabilities.names === "none") {
      const isThere = (attempt.aim ?? entry.place) === entry.place;
      if (capabilities.readsPins) return isThere && isPin && closeWindow(attempt.window, entry.window);
      return isThere && attempt.aim !== undefined && attempt.wasSeen !== true;
    }
    const looksLike = attempt.label === entry.label && closeWindow(attempt.window, entry.window);
    return looksLike && isPin;
  });
}

type Believed = NonNullable<LockRecord["codes"][number]["onLock"]>;

/** A numbered slot that shows another PIN and another name is another's; of hidden digits, the name must do. */
function isAnothers({ pin, label = "" }: Entry, believed: Believed, { readsPins }: Capabilities): boolean {
  const name = believed.label ?? "";
  if (readsPins && believed.pin !== undefined) return !pin.equals(believed.pin) && name !== label;
  return !name.startsWith(label) && !label.startsWith(name);
}
