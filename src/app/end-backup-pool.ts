import type { DeviceId } from "#domain/ids.ts";
import { isProblem, type Problem } from "#domain/problem.ts";
import type { Scope } from "#domain/scope.ts";
import { keepPool, spareCodes } from "#store/backup-codes.ts";
import { holdDevice } from "#store/create-code.ts";
import { deleteAccessCode } from "./access-codes.ts";
import { allOrNothing } from "./all-or-nothing.ts";
import type { Desk } from "./desk.ts";

/** Keeps no pool on a device any more: what nobody has pulled is taken off the lock. */
export async function endBackupPool(desk: Desk, scope: Scope, deviceId: DeviceId): Promise<Problem | undefined> {
  const ended = await allOrNothing(desk, async (within) => {
    const { db } = within.store;
    await holdDevice(db, deviceId);
    await keepPool(db, deviceId, false);
    for (const { id } of await spareCodes(db, deviceId)) {
      const deleted = await deleteAccessCode(within, scope, { accessCodeId: id });
      if (isProblem(deleted)) return deleted;
    }
    return true;
  });
  return isProblem(ended) ? ended : undefined;
}
