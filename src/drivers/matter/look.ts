import type { NativeId } from "#domain/ids.ts";
import type { Observation, Resident } from "#domain/observation.ts";
import type { Window } from "#domain/window.ts";
import { type Failed, failed } from "#drivers/kit/failed.ts";
import { unseen } from "#drivers/kit/unseen.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { reportOf } from "./capabilities.ts";
import { fromLocal, type LocalWindow } from "./local-window.ts";
import { isOurs, isTagged, placeOf } from "./place.ts";
import { type LockTalk, lockTalk, type Reply, type Talk } from "./talk.ts";
import {
  type ChangeRecord,
  type LockFacts,
  readCredential,
  readLock,
  readRecords,
  readSchedule,
  readUserEntry,
  type User,
  userStatus,
  userType,
  writeCredential,
} from "./wire.ts";

/** The users of a lock, whoever made them. */
export interface Users {
  readonly users: readonly User[];
  /** Whether each answer could be read. */
  readonly complete: boolean;
}

/** A status by which a lock says that there is no such index (`INVALID_COMMAND`). */
const noSuchIndex = 0x85;
/** Of a stranger's schedules this many are read. */
const schedulesRead = 10;

/** One lock and who may enter there. */
export async function lookAt(
  talk: Talk,
  runtime: Runtime,
  device: NativeId,
  zone: string | undefined,
): Promise<Observation> {
  const lock = lockTalk(talk, device);
  const looked = await readFacts(lock);
  if (looked === "gone") return { kind: "gone", at: runtime.now() };
  if ("kind" in looked) return unseen(looked, undefined, runtime.now());
  const report = reportOf(looked, runtime.now(), zone);
  if (report.capabilities.programsOnlineCodes === undefined)
    return { kind: "seen", at: runtime.now(), device: report, residents: [], complete: true };
  const found = await listUsers(lock, looked);
  if ("kind" in found) return unseen(found, undefined, runtime.now());
  const records = await readChanges(lock);
  if ("kind" in records) return unseen(records, undefined, runtime.now());
  const residents: Resident[] = [];
  for (const user of found.users) {
    // A user without a PIN opens no keypad: cards and fingers are their owner's affair.
    if (user.pins.length === 0) continue;
    const resident = await residentOf(lock, looked, user, { records, zone: report.timeZone });
    if ("kind" in resident) return unseen(resident, undefined, runtime.now());
    residents.push(resident);
  }
  return { kind: "seen", at: runtime.now(), device: report, residents, complete: found.complete };
}

export async function readFacts(lock: LockTalk): Promise<LockFacts | Failed | "gone"> {
  const reply = await lock.look();
  if (reply.kind === "gone") return "gone";
  if (reply.kind !== "answered") return asFailed(reply);
  return readLock(reply.body) ?? unreadable("description");
}

/** Walks from user to user. An answer that cannot be read ends the walk: what comes after it is not known. */
export async function listUsers(lock: LockTalk, facts: LockFacts): Promise<Users | Failed> {
  const users: User[] = [];
  let index = 1;
  let read = 0;
  while (true) {
    const reply = await lock.read("getUser", { userIndex: index });
    if (reply.kind === "status" && reply.status === noSuchIndex && index > 1) return { users, complete: true };
    if (reply.kind !== "answered") return asFailed(reply);
    const entry = readUserEntry(reply.body);
    if (entry === undefined && read === 0) return unreadable("list of users");
    if (entry === undefined) return { users, complete: false };
    read += 1;
    if (entry.user !== undefined) users.push(entry.user);
    if (entry.next === undefined) return { users, complete: true };
    // A lock that leads in circles is not followed.
    if (entry.next <= index || entry.next > facts.users) return { users, complete: false };
    index = entry.next;
  }
}

export async function readChanges(lock: LockTalk): Promise<readonly ChangeRecord[] | Failed> {
  const reply = await lock.records();
  if (reply.kind !== "answered") return asFailed(reply);
  return readRecords(reply.body) ?? unreadable("record of changes");
}

interface Circumstances {
  readonly records: readonly ChangeRecord[];
  readonly zone: string | undefined;
}

async function residentOf(
  lock: LockTalk,
  facts: LockFacts,
  user: User,
  { records, zone }: Circumstances,
): Promise<Resident | Failed> {
  const window = await windowOf(lock, facts, user, zone);
  if (window !== undefined && "kind" in window) return window;
  const altered = await isAltered(lock, facts, user, records);
  if (typeof altered !== "boolean") return altered;
  return {
    place: placeOf(user, facts.fabric),
    pin: undefined,
    label: user.name,
    window,
    state: "on_lock",
    ...(altered && { altered: true }),
  };
}

/** Whether the lock's own records say that somebody else wrote an entry of ours after us. */
export async function isAltered(
  lock: LockTalk,
  { fabric }: LockFacts,
  user: User,
  records: readonly ChangeRecord[],
): Promise<boolean | Failed> {
  if (!isTagged(user, fabric)) return false;
  if (user.modifier !== fabric || user.status !== userStatus.enabled || user.pins.length > 1) return true;
  const [pin] = user.pins;
  if (pin === undefined) return false;
  const reply = await lock.read("getCredentialStatus", { credential: writeCredential(pin) });
  if (reply.kind !== "answered") return asFailed(reply);
  const credential = readCredential(reply.body);
  if (credential === undefined) return unreadable("state of a PIN");
  return credential.modifier !== fabric || wasChangedAfterUs(user, pin, fabric, records);
}

/**
 * Whether a change by others is the last that the lock recorded of an entry, after one of ours. A lock that records
 * none of ours proves nothing by it: its word would stand for ever.
 */
function wasChangedAfterUs(
  user: User,
  pin: number,
  fabric: number | undefined,
  records: readonly ChangeRecord[],
): boolean {
  const about = records.filter(({ userIndex, pinIndex }) => userIndex === user.index || pinIndex === pin);
  const last = about.at(-1);
  return last !== undefined && last.fabric !== fabric && !last.removes && about.some((one) => one.fabric === fabric);
}

/** When a user may enter; `undefined`: always, or by days of the week, which is no window. */
async function windowOf(
  lock: LockTalk,
  facts: LockFacts,
  user: User,
  zone: string | undefined,
): Promise<Window | Failed | undefined> {
  if (user.type !== userType.yearDay && user.type !== userType.scheduleRestricted) return undefined;
  const found: LocalWindow[] = [];
  // Of ours there is one, which stands first.
  const last = isOurs(user, facts.fabric) ? 1 : Math.min(facts.schedules, schedulesRead);
  for (let yearDayIndex = 1; yearDayIndex <= last; yearDayIndex += 1) {
    const reply = await lock.read("getYearDaySchedule", { userIndex: user.index, yearDayIndex });
    if (reply.kind !== "answered") return asFailed(reply);
    const schedule = readSchedule(reply.body);
    if (schedule === undefined) return unreadable("schedule");
    if (schedule !== "none") found.push(schedule);
  }
  if (found.length === 0) return user.type === userType.yearDay ? { startsAt: 0, endsAt: 0 } : undefined;
  const windows = found.map((one) => fromLocal(one, zone ?? "UTC"));
  return {
    startsAt: Math.min(...windows.map(({ startsAt }) => startsAt)),
    endsAt: Math.max(...windows.map(({ endsAt }) => endsAt)),
  };
}

/** What any reply but the hoped-for one means for somebody who wanted the answer. */
export function asFailed(reply: Exclude<Reply, { kind: "answered" }>): Failed {
  switch (reply.kind) {
    case "failed":
      return reply;
    case "gone":
      return failed("provider", "The fabric knows no such lock.");
    case "status":
      return failed("provider", `The lock answered with status ${reply.status}.`);
  }
}

export function unreadable(what: string, mayHaveHappened = false): Failed {
  return failed("provider", `The lock answered with a ${what} that could not be read.`, { mayHaveHappened });
}
