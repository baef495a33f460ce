import type { NativeId } from "#domain/ids.ts";
import type { DeviceSighting } from "#domain/sighting.ts";
import type { Listener } from "#drivers/driver.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Witness } from "./knowledge.ts";
import type { LockNotes } from "./lock-notes.ts";
import { placeOf, readAction } from "./wire.ts";

/** Makes sightings of what locks tell unasked. `isOurs`: whether a change over the air may be one of our own. */
export function witness(
  runtime: Runtime,
  listener: Listener,
  { notes, isOurs }: { readonly notes: (lock: NativeId) => LockNotes; readonly isOurs: (lock: NativeId) => boolean },
): Witness {
  const changed = (device: NativeId) => listener.sighting({ kind: "changed", at: runtime.now(), device });
  return {
    reachability: (lock) => changed(lock.id),
    network: () => listener.sighting({ kind: "devices_changed", at: runtime.now() }),
    state: (lock, state) => {
      const action = readAction(state);
      if (action === undefined) return;
      const about = { at: runtime.now(), device: lock.id };
      switch (action.kind) {
        case "turned": {
          const place = action.user === undefined ? undefined : placeOf(action.user);
          const { to, method } = action;
          const sighting: DeviceSighting = { ...about, kind: "turned", to, method, place, attempt: undefined };
          listener.sighting(sighting);
          return;
        }
        case "denied":
          listener.sighting({ ...about, kind: "denied", pin: undefined, place: undefined });
          return;
        case "programmed":
          // A PIN that we set shows as changed over the air, at times long after: that alters nothing. Another process of
          // ours may have set it, in place of what was typed in.
          if (action.user !== undefined) {
            if (action.over) notes(lock.id).altered.delete(action.user);
            else notes(lock.id).altered.set(action.user, "heard");
          }
          if (!action.over || !isOurs(lock.id)) changed(lock.id);
          if (action.over) notes(lock.id).tellsWrites = true;
          if (action.over) notes(lock.id).lastWritten = action.user;
      }
    },
  };
}
