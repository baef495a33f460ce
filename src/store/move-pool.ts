import { type AccessCode, newAccessCode } from "#domain/access-code.ts";
import { fullest } from "#domain/admit.ts";
import { type Followed, occupantsOf, type PoolMoves } from "#domain/backup-pool.ts";
import { generatePin } from "#domain/generate-pin.ts";
import type { AccessCodeId } from "#domain/ids.ts";
import { saveFollowedStart } from "./backup-codes.ts";
import { changeCode } from "./change-code.ts";
import { codeEvent, type Scene } from "./code-events.ts";
import { createCode, loadForCode } from "./create-code.ts";
import type { Db } from "./db.ts";
import { mutationsRequested } from "./requested-changes.ts";
import type { WorkspaceKeys } from "./seal.ts";
import type { Store } from "./store.ts";

/** A device with all its codes, at a moment at which its row is held. */
interface PoolHeld extends Scene {
  readonly codes: readonly AccessCode[];
  readonly keys: WorkspaceKeys;
}

/** Writes down what is wanted of a device's spare codes from now on. Answers the codes that changed, and the new ones. */
export async function movePool(tx: Db, store: Store, held: PoolHeld, moves: PoolMoves): Promise<readonly AccessCode[]> {
  const changed: AccessCode[] = [];
  for (const code of moves.retire) changed.push(...(await retire(tx, store, held, code)));
  for (const follow of moves.retime) changed.push(...(await retime(tx, store, held, follow)));
  for (let count = 0; count < moves.add; count += 1) {
    const spare = await addSpare(tx, store, held);
    if (spare === undefined) break;
    changed.push(spare);
  }
  return changed;
}

async function retire(tx: Db, store: Store, held: PoolHeld, code: AccessCode): Promise<readonly AccessCode[]> {
  const after: AccessCode = { ...code, retired: { at: held.at, because: "deleted" } };
  return change(tx, store, held, code, after);
}

async function retime(
  tx: Db,
  store: Store,
  held: PoolHeld,
  { code, window, start }: Followed,
): Promise<readonly AccessCode[]> {
  const backup = code.backup && { ...code.backup, followedStart: start };
  const after = { ...code, window, backup, version: code.version + 1, wantedSince: held.at };
  const changed = await change(tx, store, held, code, after);
  if (changed.length > 0) await saveFollowedStart(tx, code.id, start);
  return changed;
}

/** One that somebody changed meanwhile stays as it is: the next look decides anew. */
async function change(
  tx: Db,
  store: Store,
  { device, account, at, keys }: PoolHeld,
  before: AccessCode,
  after: AccessCode,
): Promise<readonly AccessCode[]> {
  const written = await changeCode(tx, store, keys, device.workspaceId, {
    before,
    after,
    sharesPin: device.report.capabilities.sharesPinAcrossWindows,
    attempt: undefined,
    isGone: false,
    events: [mutationsRequested(before, after, { accountId: account.id, at })],
  });
  return written.kind === "written" ? [after] : [];
}

/** `undefined` where no PIN is left, or the device was let go meanwhile. */
async function addSpare(
  tx: Db,
  store: Store,
  { device, account, at, codes, keys }: PoolHeld,
): Promise<AccessCode | undefined> {
  const target = await loadForCode(tx, keys, device.workspaceId, { deviceId: device.id, now: at });
  if (target === undefined) return undefined;
  const { capabilities } = device.report;
  const forever = { window: undefined, prefersNativeScheduling: false };
  const liveCodes = fullest(forever, occupantsOf(codes), device) + 1;
  const pin = generatePin({ capabilities, liveCodes, isTaken: target.isTaken }, store.runtime.randomBytes);
  if (pin === undefined) return undefined;
  const id = store.runtime.uuid() as AccessCodeId;
  const spare = newAccessCode({
    id,
    workspaceId: device.workspaceId,
    deviceId: device.id,
    isManaged: true,
    name: `Backup ${id.slice(0, 4)}`,
    pin,
    // Ongoing until it is pulled. Its window is kept by us, so that pulling it does not have to reach the lock.
    window: undefined,
    prefersNativeScheduling: false,
    createdAt: at,
    backup: { pulledFor: undefined },
  });
  const written = await createCode(tx, store, keys, device.workspaceId, {
    ...spare,
    attemptId: undefined,
    isBackup: true,
    sharesPin: capabilities.sharesPinAcrossWindows,
    events: [
      codeEvent({ type: "access_code.created" }, spare, { device, account, at }),
      mutationsRequested(undefined, spare, { accountId: account.id, at }),
    ],
  });
  return written.kind === "written" ? spare : undefined;
}
