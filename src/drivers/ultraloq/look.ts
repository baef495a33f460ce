import type { DeviceReport } from "#domain/device.ts";
import type { NativeId } from "#domain/ids.ts";
import type { Observation, Resident } from "#domain/observation.ts";
import type { Discovery } from "#drivers/driver.ts";
import { type Failed, failed } from "#drivers/kit/failed.ts";
import { asFailed, unreadable } from "#drivers/kit/reply.ts";
import { unfound, unseen } from "#drivers/kit/unseen.ts";
import type { Cloud } from "./cloud.ts";
import { type FoundLock, readFound, readStates } from "./device.ts";
import type { Removals } from "./removals.ts";
import { type Addressed, readUser, readUsers } from "./wire.ts";

/** An account's locks, and where they hang. */
export interface Account {
  readonly cloud: Cloud;
  readonly now: () => number;
  readonly zone: string | undefined;
  readonly removals: Removals;
}

/** Every lock of the account. All are asked after at once, so that it costs the same however many there are. */
export async function lookThrough(account: Account, signal: AbortSignal): Promise<Discovery> {
  const locks = await foundLocks(account, signal);
  if ("kind" in locks) return unfound(locks);
  const devices = await reported(account, locks, signal);
  return "kind" in devices ? unfound(devices) : { kind: "found", devices };
}

/** One lock and its users. What the cloud remembers of a lock that is offline is no look at it. */
export async function lookAt(account: Account, device: NativeId, signal: AbortSignal): Promise<Observation> {
  const { now } = account;
  const lock = await reach(account, device, signal);
  if (lock === "gone") return { kind: "gone", at: now() };
  if ("kind" in lock) return unseen(lock, undefined, now());
  if (lock.report.disconnected !== undefined) return unseen(offline(), lock.report, now());
  const listing = await listed(account, lock.addressed, signal);
  if ("kind" in listing) return unseen(listing, lock.report, now());
  return { kind: "seen", at: now(), device: lock.report, ...listing };
}

/** A lock that the account has, and how it is. */
export interface ReachedLock {
  readonly addressed: Addressed;
  readonly report: DeviceReport;
}

/** Only the list of the account's devices says that a lock is gone. */
export async function reach(
  account: Account,
  device: NativeId,
  signal: AbortSignal,
): Promise<ReachedLock | "gone" | Failed> {
  const locks = await foundLocks(account, signal);
  if ("kind" in locks) return locks;
  const lock = locks.find(({ addressed }) => addressed.id === device);
  if (lock === undefined) return "gone";
  const reports = await reported(account, [lock], signal);
  if ("kind" in reports) return reports;
  const [report] = reports;
  return report === undefined ? unreadable("a state") : { addressed: lock.addressed, report };
}

async function foundLocks({ cloud, zone }: Account, signal: AbortSignal): Promise<readonly FoundLock[] | Failed> {
  const reply = await cloud.discover(signal);
  if (reply.kind !== "answered") return asFailed(reply);
  return readFound(reply.body, zone) ?? unreadable("a list of devices");
}

async function reported(
  { cloud }: Account,
  locks: readonly FoundLock[],
  signal: AbortSignal,
): Promise<readonly DeviceReport[] | Failed> {
  if (locks.length === 0) return [];
  const addressed = locks.map((lock) => lock.addressed);
  const reply = await cloud.query(addressed, signal);
  if (reply.kind !== "answered") return asFailed(reply);
  const states = readStates(reply.body);
  const reports = locks.flatMap(({ report, addressed: { id } }) => {
    const state = states?.get(id);
    return state === undefined ? [] : [{ ...report, ...state }];
  });
  return reports.length === locks.length ? reports : unreadable("a state of a lock");
}

/** Every user who may open by a PIN. `complete` is false where one of them could not be read. */
export interface Listing {
  readonly residents: readonly Resident[];
  readonly complete: boolean;
}

/** The list tells no digits, so that each user is asked for. */
export async function listed(account: Account, device: Addressed, signal: AbortSignal): Promise<Listing | Failed> {
  const { cloud, zone, removals } = account;
  const reply = await cloud.command(device, { capability: "st.lockUser", name: "list" }, signal);
  if (reply.kind !== "answered") return asFailed(reply);
  const users = readUsers(reply.body);
  if (users === undefined) return unreadable("a list of users");
  const residents: Resident[] = [];
  let complete = true;
  for (const user of users) {
    if (user === undefined) {
      complete = false;
      continue;
    }
    const get = { capability: "st.lockUser", name: "get", about: { id: user.id } } as const;
    const told = await cloud.command(device, get, signal);
    if (told.kind === "failed") return told;
    // Whoever went between the two calls is asked for in vain.
    const resident = told.kind === "answered" ? readUser(told.body, user, zone) : undefined;
    if (resident === undefined) complete = false;
    else if (resident !== "no_pin") residents.push(removals.seen(device.id, resident));
  }
  removals.forget(device.id, residents);
  return { residents, complete };
}

export function offline(): Failed {
  return failed("unreachable", "The lock is offline.");
}
