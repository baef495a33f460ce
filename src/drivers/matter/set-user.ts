import type { Outcome, SetStep } from "#domain/step.ts";
import { failed, refused } from "#drivers/kit/failed.ts";
import { longestName } from "./capabilities.ts";
import { toLocal } from "./local-window.ts";
import { asFailed, unreadable } from "./look.ts";
import { placeOf, uniqueIdOf } from "./place.ts";
import type { LockTalk, Reply } from "./talk.ts";
import {
  dataOperation,
  type LockFacts,
  readWritten,
  type User,
  userStatus,
  userType,
  writeCredential,
  writePin,
} from "./wire.ts";

/** What is to be put on the lock, and by which clock. */
export interface Order {
  readonly step: SetStep;
  readonly zone: string | undefined;
}

/** Statuses of the protocol that mean more than that it did not work (Matter 1.3, interaction model and Door Lock). */
const statuses = {
  success: 0x00,
  failure: 0x01,
  duplicate: 0x02,
  occupied: 0x03,
  unsupportedAccess: 0x7e,
  invalidCommand: 0x85,
  constraint: 0x87,
  exhausted: 0x89,
  busy: 0x9c,
} as const;

/** A new user with its schedule and, last of all, the PIN, which so never works outside its window. */
export async function addUser(
  lock: LockTalk,
  facts: LockFacts,
  users: readonly User[],
  order: Order,
): Promise<Outcome> {
  const userIndex = firstFree(
    users.map(({ index }) => index),
    facts.users,
  );
  const pinIndex = firstFree(
    users.flatMap(({ pins }) => pins),
    facts.pins,
  );
  if (userIndex === undefined || pinIndex === undefined)
    return refused("full", "Every place for codes on this lock is taken.");
  const { add } = dataOperation;
  const added = await lock.write("setUser", { ...userFields(order, userIndex), operationType: add, credentialRule: 0 });
  if (added.kind === "status" && added.status === statuses.invalidCommand)
    return addWithPin(lock, facts, pinIndex, order);
  if (added.kind !== "answered") return afterTrouble(added);
  const scheduled = await schedule(lock, userIndex, order);
  if (scheduled !== undefined) return rolledBack(lock, userIndex, scheduled);
  const written = await sendPin(lock, { operationType: add, pinIndex, userIndex }, order);
  if (written !== undefined) return rolledBack(lock, userIndex, written);
  return standing(facts, userIndex, order);
}

/**
 * Some locks make a user only together with its PIN, at an index of their own (reported of the Ultraloq Bolt SE in
 * 2026). It is made disabled, and let in once it has its schedule.
 */
async function addWithPin(lock: LockTalk, facts: LockFacts, pinIndex: number, order: Order): Promise<Outcome> {
  const reply = await lock.write("setCredential", {
    operationType: dataOperation.add,
    credential: writeCredential(pinIndex),
    credentialData: writePin(order.step.pin),
    userIndex: null,
    userStatus: userStatus.disabled,
    userType: userType.unrestricted,
  });
  if (reply.kind !== "answered") return afterTrouble(reply);
  const written = readWritten(reply.body);
  if (written === undefined) return unreadable("reply", true);
  if (written.status !== statuses.success) return refusedWith(written.status);
  const { userIndex } = written;
  if (userIndex === undefined) return unreadable("reply", true);
  const trouble =
    (await modify(lock, { ...userFields(order, userIndex), userStatus: userStatus.disabled })) ??
    (await schedule(lock, userIndex, order)) ??
    (await modify(lock, userFields(order, userIndex)));
  return trouble === undefined ? standing(facts, userIndex, order) : rolledBack(lock, userIndex, trouble);
}

/** Gives a user of ours the window, the name and the PIN that are wanted, whatever others made of it. */
export async function changeUser(lock: LockTalk, facts: LockFacts, user: User, order: Order): Promise<Outcome> {
  const { index: userIndex } = user;
  const [pinIndex = 1, ...others] = user.pins;
  // A user with a window has its schedule first, one without loses it last: it is never open for a moment between.
  const before = order.step.window === undefined ? undefined : await schedule(lock, userIndex, order);
  const trouble = before ?? (await modify(lock, userFields(order, userIndex)));
  if (trouble !== undefined) return trouble;
  for (const other of others) {
    const removed = await lock.write("clearCredential", { credential: writeCredential(other) });
    if (removed.kind !== "answered") return afterTrouble(removed);
  }
  const { modify: operationType, add } = dataOperation;
  const written = await sendPin(lock, { operationType, pinIndex, userIndex }, order, true);
  if (written === undefined) return standing(facts, userIndex, order);
  if (written !== "itself perhaps") return written;
  const cleared = await lock.write("clearCredential", { credential: writeCredential(pinIndex) });
  if (cleared.kind !== "answered") return afterTrouble(cleared);
  const again = await sendPin(lock, { operationType: add, pinIndex, userIndex }, order);
  return again ?? standing(facts, userIndex, order);
}

interface PinPlace {
  readonly operationType: number;
  readonly pinIndex: number;
  readonly userIndex: number;
}

async function sendPin(lock: LockTalk, place: PinPlace, order: Order): Promise<Outcome | undefined>;
async function sendPin(
  lock: LockTalk,
  place: PinPlace,
  order: Order,
  stands: true,
): Promise<Outcome | "itself perhaps" | undefined>;
/**
 * Sends the digits. `undefined`: they stand there. `stands`: a PIN does already, and then a lock that compares with every
 * PIN calls it a duplicate of itself (the reference implementation of the protocol does, 2026): only anew can it be sent.
 */
async function sendPin(
  lock: LockTalk,
  { operationType, pinIndex, userIndex }: PinPlace,
  { step }: Order,
  stands?: true,
): Promise<Outcome | "itself perhaps" | undefined> {
  const reply = await lock.write("setCredential", {
    operationType,
    credential: writeCredential(pinIndex),
    credentialData: writePin(step.pin),
    userIndex,
    userStatus: null,
    userType: null,
  });
  if (reply.kind !== "answered") return afterTrouble(reply);
  const written = readWritten(reply.body);
  if (written === undefined) return unreadable("reply", true);
  if (written.status === statuses.success) return undefined;
  if (stands && written.status === statuses.duplicate) return "itself perhaps";
  return refusedWith(written.status);
}

async function schedule(lock: LockTalk, userIndex: number, { step, zone }: Order): Promise<Outcome | undefined> {
  if (step.window === undefined) return undefined;
  const window = toLocal(step.window, zone ?? "UTC");
  const reply = await lock.write("setYearDaySchedule", { yearDayIndex: 1, userIndex, ...window });
  return reply.kind === "answered" ? undefined : afterTrouble(reply);
}

async function modify(lock: LockTalk, fields: object): Promise<Outcome | undefined> {
  const operationType = dataOperation.modify;
  const reply = await lock.write("setUser", { ...fields, operationType, credentialRule: null });
  return reply.kind === "answered" ? undefined : afterTrouble(reply);
}

function userFields({ step }: Order, userIndex: number) {
  return {
    userIndex,
    userName: step.label.slice(0, longestName),
    userUniqueId: uniqueIdOf(step.code),
    userStatus: userStatus.enabled,
    userType: step.window === undefined ? userType.unrestricted : userType.yearDay,
  };
}

/** Takes back a user that was made for nothing; where that fails too, the next try finds and clears it. */
async function rolledBack(lock: LockTalk, userIndex: number, outcome: Outcome): Promise<Outcome> {
  if (outcome.kind === "refused") await lock.write("clearUser", { userIndex });
  return outcome;
}

function standing(facts: LockFacts, index: number, { step }: Order): Outcome {
  const { fabric } = facts;
  const user = { index, uniqueId: uniqueIdOf(step.code), creator: fabric, modifier: fabric };
  const place = placeOf({ ...user, name: undefined, status: userStatus.enabled, type: 0, pins: [] }, fabric);
  return { kind: "done", evidence: "acknowledged", place };
}

/** What the answer to a PIN says. Which is meant by plain failure the indices tell: they were free a moment ago. */
function refusedWith(status: number): Outcome {
  switch (status) {
    case statuses.failure:
    case statuses.duplicate:
      return refused("duplicate", "Another code on this lock has the same PIN.");
    case statuses.occupied:
      return failed("busy", "Somebody else has just taken the place.");
    default:
      return afterStatus(status);
  }
}

function afterTrouble(reply: Exclude<Reply, { kind: "answered" }>): Outcome {
  return reply.kind === "status" ? afterStatus(reply.status) : asFailed(reply);
}

function afterStatus(status: number): Outcome {
  switch (status) {
    case statuses.exhausted:
      return refused("full", "The lock has no room for another code.");
    case statuses.constraint:
      return refused("constraint", "The lock does not take such a code.");
    case statuses.unsupportedAccess:
      return refused("unsupported", "The lock does not let us do this.");
    case statuses.busy:
    // It stands for much, among others for a lock that has only just started (reported in 2026): later it may do.
    case statuses.invalidCommand:
      return failed("busy", "The lock does not take it now.");
    default:
      return failed("provider", `The lock answered with status ${status}.`);
  }
}

function firstFree(taken: readonly number[], places: number): number | undefined {
  for (let index = 1; index <= places; index += 1) if (!taken.includes(index)) return index;
  return undefined;
}
