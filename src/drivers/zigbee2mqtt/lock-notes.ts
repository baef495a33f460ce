import type { NativeId } from "#domain/ids.ts";
import type { Limits } from "./wire.ts";

/** What was learned of one lock that no message repeats. All of it can be learned again. */
export interface LockNotes {
  /** `none`: it does not say. */
  limits: Limits | "none" | undefined;
  /** Where the next window of places begins that is read beside those that are asked for. */
  nextUser: number;
  /** It does not show its digits, whatever Zigbee2MQTT is told to publish. */
  hidesPins: boolean;
  /** Which place was last written over the air, by its own word. */
  lastWritten: number | undefined;
  /** It tells when a place was written over the air: silence means that none was. */
  tellsWrites: boolean;
  /** Whose PIN somebody changed at the keypad since we wrote it, and whether a look has told of it. */
  readonly altered: Map<number, "heard" | "told">;
}

/** The notes of each lock; they begin empty. */
export function lockNotes(): (lock: NativeId) => LockNotes {
  const notes = new Map<NativeId, LockNotes>();
  return (lock) => {
    const known = notes.get(lock) ?? {
      limits: undefined,
      nextUser: 0,
      hidesPins: false,
      lastWritten: undefined,
      tellsWrites: false,
      altered: new Map(),
    };
    notes.set(lock, known);
    return known;
  };
}
