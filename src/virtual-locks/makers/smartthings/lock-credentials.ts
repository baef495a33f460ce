import { changeCode, createCode, deleteCode } from "#virtual-locks/code-writes.ts";
import { programmingMs } from "#virtual-locks/lock-state.ts";
import { isTrouble, type Trouble } from "#virtual-locks/trouble.ts";
import { overwritable, refusal } from "./lock-codes.ts";
import { codeIn, keepNotes, type LockNotes, lowestFree, say, takenSlots } from "./lock-notes.ts";
import type { Order, OrderedLock } from "./order.ts";

/** A driver gives an operation up for lost after this. */
const longestBusyMs = 10_000;

export const lockUsersCommands: Readonly<Record<string, Order>> = {
  addUser: (at, [userName, userType]) => {
    if (typeof userName !== "string" || typeof userType !== "string") return "malformed";
    if (isBusy(at)) return result(at, "users", "addUser", "busy");
    const userIndex = lowestFree(at.notes.users.map((user) => user.userIndex));
    if (userIndex > most(at)) return result(at, "users", "addUser", "resourceExhausted");
    const notes = withUser(at.notes, { userIndex, userName, userType });
    return result({ ...at, notes }, "users", "addUser", "success", { userIndex });
  },
  updateUser: (at, [userIndex, userName, userType]) => {
    if (typeof userIndex !== "number" || typeof userName !== "string" || typeof userType !== "string")
      return "malformed";
    if (isBusy(at)) return result(at, "users", "updateUser", "busy");
    const notes = withUser(at.notes, { userIndex, userName, userType });
    return result({ ...at, notes }, "users", "updateUser", "success", { userIndex });
  },
  deleteUser: (at, [userIndex]) => {
    if (typeof userIndex !== "number") return "malformed";
    if (isBusy(at)) return result(at, "users", "deleteUser", "busy");
    const { world, lock, notes, scopes } = at;
    if (notes.users.every((user) => user.userIndex !== userIndex)) return result(at, "users", "deleteUser", "failure");
    const codes = world.codesOf(lock.id).filter((code) => notes.seats[code.id]?.userIndex === userIndex);
    const refusals = codes.map((code) => deleteCode(world, lock, code, scopes)).filter(isTrouble);
    if (refusals[0] !== undefined) return refusals[0];
    const lasts = codes.length === 0 ? 0 : programmingMs(world, lock);
    const users = notes.users.filter((user) => user.userIndex !== userIndex);
    const left = { ...notes, users, busyUntil: world.now() + Math.min(lasts, longestBusyMs) };
    return result({ ...at, notes: left }, "users", "deleteUser", "success", { userIndex }, lasts);
  },
};

export const lockCredentialsCommands: Readonly<Record<string, Order>> = {
  addCredential: (at, [userIndex, , type, digits, name]) => {
    if (typeof userIndex !== "number" || type !== "pin" || typeof digits !== "string") return "malformed";
    const { world, lock, notes, scopes } = at;
    if (isBusy(at)) return result(at, "credentials", "addCredential", "busy");
    const taken = takenSlots(notes);
    if (taken.length >= most(at)) return result(at, "credentials", "addCredential", "resourceExhausted");
    const user = userIndex === 0 ? lowestFree(notes.users.map((one) => one.userIndex)) : userIndex;
    const slot = userIndex === 0 ? lowestFree(taken) : userIndex;
    const standing = codeIn(world, lock, notes, slot);
    const known = notes.users.find((one) => one.userIndex === user)?.userName;
    const named = typeof name === "string" && name !== "" ? name : (known ?? `Guest ${user}`);
    if (standing !== undefined) {
      changeCode(world, overwritable(lock), standing, { digits }, scopes);
      return result(at, "credentials", "addCredential", "occupied", {}, programmingMs(world, lock));
    }
    const values = { name: named, digits, startsAt: undefined, endsAt: undefined, offline: false };
    const done = createCode(world, lock, values, scopes);
    if (isTrouble(done)) return refusedBy(at, "addCredential", done);
    const seats = { ...notes.seats, [done.id]: { slot, userIndex: user } };
    return busy({ ...at, notes: { ...notes, seats } });
  },
  updateCredential: (at, [, credentialIndex, type, digits]) => {
    if (typeof credentialIndex !== "number" || type !== "pin" || typeof digits !== "string") return "malformed";
    const { world, lock, notes, scopes } = at;
    if (isBusy(at)) return result(at, "credentials", "updateCredential", "busy");
    const standing = codeIn(world, lock, notes, credentialIndex);
    if (standing === undefined) return result(at, "credentials", "updateCredential", "failure");
    const done = changeCode(world, overwritable(lock), standing, { digits }, scopes);
    return isTrouble(done) ? refusedBy(at, "updateCredential", done) : busy(at);
  },
  deleteCredential: (at, [credentialIndex, type]) => {
    if (typeof credentialIndex !== "number" || type !== "pin") return "malformed";
    const { world, lock, notes, scopes } = at;
    if (isBusy(at)) return result(at, "credentials", "deleteCredential", "busy");
    const standing = codeIn(world, lock, notes, credentialIndex);
    const seat = standing && notes.seats[standing.id];
    if (standing === undefined || seat === undefined) return result(at, "credentials", "deleteCredential", "failure");
    const done = deleteCode(world, lock, standing, scopes);
    if (isTrouble(done)) return refusedBy(at, "deleteCredential", done);
    const seats = { ...notes.seats, [standing.id]: { ...seat, commanded: true as const } };
    return busy({ ...at, notes: { ...notes, seats } });
  },
};

function isBusy({ world, notes }: OrderedLock): boolean {
  return world.now() < notes.busyUntil;
}

function busy({ world, lock, notes }: OrderedLock): undefined {
  const lasts = Math.min(programmingMs(world, lock), longestBusyMs);
  keepNotes(world, lock, { ...notes, busyUntil: world.now() + lasts });
  return undefined;
}

function refusedBy(at: OrderedLock, command: string, trouble: Trouble): Trouble | undefined {
  const own = refusal(trouble);
  if (own !== undefined) return own;
  const statuses: Readonly<Record<string, string>> = { PIN_CONFLICT: "duplicate", LOCK_FULL: "resourceExhausted" };
  const lasts = programmingMs(at.world, at.lock);
  return result(at, "credentials", command, statuses[trouble.error_code] ?? "failure", {}, lasts);
}

/** What came of a command, as the last of these that was told. */
function result(
  { world, lock, notes }: OrderedLock,
  attribute: "users" | "credentials",
  commandName: string,
  statusCode: string,
  more: Readonly<Record<string, unknown>> = {},
  afterMs = 0,
): undefined {
  say(world, lock, notes, { attribute, value: { commandName, statusCode, ...more } }, afterMs);
  return undefined;
}

function withUser(notes: LockNotes, user: LockNotes["users"][number]): LockNotes {
  return { ...notes, users: [...notes.users.filter(({ userIndex }) => userIndex !== user.userIndex), user] };
}

function most({ lock }: OrderedLock): number {
  return lock.profile.maxCodes ?? 30;
}
