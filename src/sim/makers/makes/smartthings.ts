import type { Arrived, Make } from "#sim/makers/make.ts";
import { smartthings, smartthingsWith } from "#virtual-locks/makers/smartthings/cloud.ts";
import { entrance } from "#virtual-locks/makers/smartthings/entrance.ts";
import { lockNotes } from "#virtual-locks/makers/smartthings/lock-notes.ts";

/** Locks with lock codes: slots with names, and no digits. */
export const smartthingsCodes: Make = {
  name: "smartthings",
  driver: "smartthings",
  provider: "smartthings",
  cloud: smartthings,
  entrance,
  model: "smartthings",
  hub: "smartthings_hub",
  placeOf: slotOf(false),
};

/** Locks with users and credentials, which obey other commands. */
export const smartthingsUsers: Make = {
  ...smartthingsCodes,
  name: "smartthings_users",
  cloud: smartthingsWith({ migrated: true }),
  placeOf: slotOf(true),
  // A user whose PIN was taken off late stays behind, and has the number that a new code would get.
  taken: (cloud, lock) => {
    const { seats, users } = lockNotes(cloud, lock, true);
    const codes = cloud.codesOf(lock.id).map(({ id }) => seats[id]?.slot);
    return new Set([...codes, ...users.map(({ userIndex }) => userIndex)]).size;
  },
};

function slotOf(migrated: boolean) {
  return ({ cloud, lock, code }: Arrived): string => `${lockNotes(cloud, lock, migrated).seats[code.id]?.slot}`;
}
