import type { LockRow } from "#virtual-locks/rows.ts";
import type { Fact, World } from "#virtual-locks/world.ts";
import type { LockNotes, Word } from "./lock-notes.ts";

/** How the bolt came to be where it is. */
export interface Turn {
  readonly at: number;
  readonly value: "locked" | "unlocked";
  readonly data: Readonly<Record<string, unknown>>;
}

/** What was told of the codes of a lock by now, oldest first. */
export function wordsOf(world: World, lock: LockRow, notes: LockNotes): readonly Word[] {
  const heard = notes.words.filter(({ at }) => at <= world.now());
  const done = factsOf(world, lock).flatMap((fact) => wordOf(fact, notes) ?? []);
  return [...done, ...heard].sort((one, other) => one.at - other.at);
}

/** How the bolt was turned by now, oldest first. */
export function turnsOf(world: World, lock: LockRow, notes: LockNotes): readonly Turn[] {
  return factsOf(world, lock).flatMap((fact) => turnOf(fact, notes) ?? []);
}

function factsOf(world: World, lock: LockRow): readonly Fact[] {
  return world.factsSince(0).filter(({ about }) => about.lock_id === lock.id);
}

function wordOf({ what, about, at }: Fact, notes: LockNotes): Word | undefined {
  if (what === "codes_wiped")
    return notes.migrated ? undefined : { at, attribute: "codeChanged", value: "all deleted" };
  const change = changes[what];
  const seat = notes.seats[String(about.access_code_id)];
  if (change === undefined || seat === undefined) return undefined;
  if (!notes.migrated) return { at, attribute: "codeChanged", value: `${seat.slot} ${change.event}` };
  if (about.by !== "api") return undefined;
  const value = { commandName: change.command, statusCode: "success", userIndex: seat.userIndex };
  return { at, attribute: "credentials", value: { ...value, credentialIndex: seat.slot } };
}

const changes: Readonly<Record<string, { readonly event: string; readonly command: string }>> = {
  code_created: { event: "set", command: "addCredential" },
  code_updated: { event: "changed", command: "updateCredential" },
  code_deleted: { event: "deleted", command: "deleteCredential" },
};

function turnOf({ what, about, at }: Fact, notes: LockNotes): Turn | undefined {
  if (what === "code_typed" && about.opened === true) {
    const seat = notes.seats[String(about.access_code_id)];
    return { at, value: "unlocked", data: { method: "keypad", ...(seat && whose(seat, notes)) } };
  }
  if (what !== "turned" || about.failure !== null) return undefined;
  const method = about.by === "remote_api" ? "command" : "manual";
  return { at, value: about.action === "lock" ? "locked" : "unlocked", data: { method } };
}

function whose({ slot, userIndex }: { readonly slot: number; readonly userIndex: number }, notes: LockNotes) {
  if (!notes.migrated) return { codeId: `${slot}`, codeName: `Code ${slot}` };
  const user = notes.users.find((one) => one.userIndex === userIndex);
  return { userIndex, ...(user && { userName: user.userName, userType: user.userType }) };
}
