import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BackupPool } from "#domain/device.ts";
import type { AccessCodeId, DeviceId } from "#domain/ids.ts";
import { invariant } from "#domain/invariant.ts";
import { isProblem } from "#domain/problem.ts";
import { pinPlace } from "#store/access-codes.ts";
import { codesOfDevices } from "#store/code-views.ts";
import { findDevice } from "#store/device-views.ts";
import { movePool } from "#store/move-pool.ts";
import { sealPin } from "#store/seal.ts";
import { addDevice, dueOf, openTestDesk, type TestDesk } from "#test/support/desk.ts";
import { createAccessCode, deleteAccessCode, listAccessCodes, pullBackupAccessCode } from "./access-codes.ts";
import { updateDevice } from "./devices.ts";
import { listEvents } from "./events.ts";
import { listUnmanagedAccessCodes } from "./unmanaged-access-codes.ts";

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const hour = 3_600_000;
const page = { limit: 100, after: undefined };

async function create(deviceId: DeviceId, more: object = {}) {
  return createAccessCode(desk, desk.workspace, {
    deviceId,
    prefersNativeScheduling: true,
    allowsExternalModification: false,
    attemptForOfflineDevice: true,
    isOffline: false,
    isOneTimeUse: false,
    usesBackupPool: true,
    startsAt: desk.runtime.now() - hour,
    endsAt: desk.runtime.now() + 24 * hour,
    ...more,
  });
}

async function created(deviceId: DeviceId): Promise<AccessCodeId> {
  const answer = await create(deviceId);
  if (isProblem(answer)) throw new Error(answer.message);
  return answer.view.code.id;
}

/** What stands of a device's pool: the spare codes, and those that were pulled. */
async function spares(device: DeviceId) {
  return desk.store.db.query<{ id: AccessCodeId; name: string; pulled_for: AccessCodeId | null }>(
    `select access_code_id as id, name, pulled_for from access_codes
     where device_id = $1 and is_backup and gone_at is null and retired_at is null order by created_at, access_code_id`,
    [device],
  );
}

/** As the reconciler would: makes the spare codes, and everything that is wanted stands on the lock. */
async function stocked(device: DeviceId, count = 2): Promise<void> {
  const { db } = desk.store;
  const keys = await desk.store.keysOf(desk.workspace);
  const found = await findDevice(db, desk.workspace, device);
  invariant(found !== undefined, "the device is there");
  const at = desk.runtime.now();
  await movePool(db, desk.store, { ...found, codes: [], keys, at }, { retire: [], retime: [], add: count });
  await db.query(
    `update access_codes set place = access_code_id::text, sealed_lock_pin = null, lock_pin_index = pin_index,
       lock_label = name, lock_state = 'on_lock', evidence = '{"acknowledged": 1}', confirmed_at = created_at
     where device_id = $1 and retired_at is null`,
    [device],
  );
  for (const { id, pin } of (await codesOfDevices(db, keys, desk.workspace, [device])).map(({ code }) => code)) {
    await db.query("update access_codes set sealed_lock_pin = $2 where access_code_id = $1", [
      id,
      sealPin(keys, pinPlace("sealed_lock_pin", id), pin),
    ]);
  }
}

async function pull(code: AccessCodeId) {
  const pulled = await pullBackupAccessCode(desk, desk.workspace, code);
  if (isProblem(pulled)) throw new Error(pulled.message);
  return pulled;
}

async function poolOf(device: DeviceId): Promise<BackupPool | undefined> {
  return (await findDevice(desk.store.db, desk.workspace, device))?.device.backupPool;
}

describe("a pool of spare codes", () => {
  test("is wished for by the first code that asks for it, and the reconciler is woken to make it", async () => {
    const device = await addDevice(desk);
    await created(device);
    expect(await poolOf(device)).toMatchObject({ size: 2, ready: 0, lowSince: desk.runtime.now() });
    expect(await dueOf(desk, device)).toBe(desk.runtime.now());
    expect(await spares(device)).toEqual([]);
  });

  test("is hidden from lists", async () => {
    const device = await addDevice(desk);
    const code = await created(device);
    await stocked(device);
    const listed = await listAccessCodes(desk, desk.workspace, { deviceId: device, page });
    expect(listed.items.map((view) => view.code.id)).toEqual([code]);
  });

  test("is not begun for an ongoing code, or on a lock whose maker chooses the PINs", async () => {
    const device = await addDevice(desk);
    const ongoing = await create(device, { startsAt: undefined, endsAt: undefined });
    expect(isProblem(ongoing) && ongoing.param).toBe("use_backup_access_code_pool");
    const choosy = await addDevice(desk, { capabilities: { constraints: [{ type: "cannot_specify_pin_code" }] } });
    expect(isProblem(await create(choosy))).toBe(true);
    const asked = await updateDevice(desk, desk.workspace, { deviceId: choosy, keepsBackupCodes: true });
    expect(isProblem(asked) && asked.param).toBe("backup_access_code_pool_enabled");
    expect([await poolOf(device), await poolOf(choosy)]).toEqual([undefined, undefined]);
  });

  test("takes no place from guests: a lock that is full but for spare codes admits one", async () => {
    const device = await addDevice(desk, { capabilities: { maxCodes: 3 } });
    await created(device);
    await stocked(device);
    await created(device);
    await created(device);
    expect(isProblem(await create(device))).toBe(true);
  });

  test("is of use to a code only once a spare code is known to stand on the lock as it is wanted", async () => {
    const device = await addDevice(desk);
    await created(device);
    await stocked(device, 0);
    expect(await poolOf(device)).toMatchObject({ ready: 0 });
    await stocked(device);
    expect(await poolOf(device)).toMatchObject({ ready: 2 });
    await desk.store.db.query("update access_codes set lock_pin_index = '\\x00' where device_id = $1 and is_backup", [
      device,
    ]);
    expect(await poolOf(device)).toMatchObject({ ready: 0 });
  });

  test("has the size that is wished, and goes when it is switched off", async () => {
    const device = await addDevice(desk);
    await updateDevice(desk, desk.workspace, { deviceId: device, keepsBackupCodes: true, backupPoolSize: 4 });
    expect(await poolOf(device)).toMatchObject({ size: 4 });
    await updateDevice(desk, desk.workspace, { deviceId: device, keepsBackupCodes: false });
    expect(await poolOf(device)).toBeUndefined();
    await updateDevice(desk, desk.workspace, { deviceId: device, keepsBackupCodes: true });
    expect(await poolOf(device)).toMatchObject({ size: 4, lowSince: desk.runtime.now() });
  });
});

describe("fail-over", () => {
  test("is off until somebody asks for it, and can be switched off again", async () => {
    const device = await addDevice(desk);
    const leadOf = async (failOverLeadMinutes?: number | null) => {
      const view = await updateDevice(desk, desk.workspace, { deviceId: device, failOverLeadMinutes });
      return isProblem(view) ? view : view.device.failOverLeadMs;
    };
    expect(await leadOf()).toBeUndefined();
    expect(await leadOf(30)).toBe(hour / 2);
    expect(await leadOf()).toBe(hour / 2);
    expect(await leadOf(null)).toBeUndefined();
  });
});

describe("a pulled backup", () => {
  test("stands in for its code until that one's end, and leaves its pool short of one", async () => {
    const device = await addDevice(desk);
    const code = await created(device);
    await stocked(device);
    const { original, backup } = await pull(code);
    expect(original.code).toMatchObject({ id: code, pulledBackupId: backup.code.id });
    expect(backup.code.backup).toEqual({
      pulledFor: code,
      pulledAt: desk.runtime.now(),
      followedStart: original.code.window?.startsAt,
    });
    expect(backup.code.window?.endsAt).toBe(original.code.window?.endsAt);
    expect(backup.code.window?.startsAt).toBeLessThanOrEqual(desk.runtime.now());
    expect(await poolOf(device)).toMatchObject({ ready: 1, pulled: 1, lastPulledAt: desk.runtime.now() });
    const told = (await listEvents(desk, desk.workspace, { accessCodeIds: [code], limit: 10, offset: 0 })).at(-1);
    expect(told?.type).toBe("access_code.backup_access_code_pulled");
    expect(told?.payload).toEqual({ backup_access_code_id: backup.code.id, is_automatic: false });
  });

  test("opens the door without the lock having to be written to", async () => {
    const device = await addDevice(desk);
    const code = await created(device);
    await stocked(device);
    const { backup } = await pull(code);
    expect(backup.code.onLock?.state).toBe("on_lock");
    expect(backup.code.prefersNativeScheduling).toBe(false);
  });

  test("is the same one, however often it is asked for and however many ask at once", async () => {
    const device = await addDevice(desk);
    const code = await created(device);
    await stocked(device);
    const answers = await Promise.all(Array.from({ length: 6 }, () => pull(code)));
    answers.push(await pull(code));
    expect(new Set(answers.map(({ backup }) => backup.code.id)).size).toBe(1);
    expect((await spares(device)).filter((spare) => spare.pulled_for !== null)).toHaveLength(1);
  });

  test("is another one for another code", async () => {
    const device = await addDevice(desk);
    const [one, other] = [await created(device), await created(device)];
    await stocked(device);
    const [first, second] = await Promise.all([pull(one), pull(other)]);
    expect(first.backup.code.id).not.toBe(second.backup.code.id);
  });

  test("is not to be had while none stands on the lock, or once the pool is switched off", async () => {
    const device = await addDevice(desk);
    const code = await created(device);
    const problemNow = async () => {
      const refused = await pullBackupAccessCode(desk, desk.workspace, code);
      return isProblem(refused) && refused.problem;
    };
    expect(await problemNow()).toBe("backup_access_code_not_found");
    await stocked(device);
    await updateDevice(desk, desk.workspace, { deviceId: device, keepsBackupCodes: false });
    expect(await problemNow()).toBe("backup_access_code_not_found");
  });

  test("is not to be had for an ongoing code, for another backup, or for a code that is over", async () => {
    const device = await addDevice(desk);
    const code = await created(device);
    const ongoing = await create(device, { usesBackupPool: false, startsAt: undefined, endsAt: undefined });
    if (isProblem(ongoing)) throw new Error(ongoing.message);
    const ending = await created(device);
    await stocked(device);
    const problemOf = async (id: AccessCodeId) => {
      const answer = await pullBackupAccessCode(desk, desk.workspace, id);
      return isProblem(answer) ? answer.problem : "granted";
    };
    expect(await problemOf(ongoing.view.code.id)).toBe("access_code_not_time_bound");
    const { backup } = await pull(code);
    expect(await problemOf(backup.code.id)).toBe("invalid_input");
    await deleteAccessCode(desk, desk.workspace, { accessCodeId: ending });
    expect(await problemOf(ending)).toBe("invalid_input");
  });
});

test("a device that is let go keeps what was pulled as an unmanaged code, and its spare codes for removal", async () => {
  const device = await addDevice(desk);
  const code = await created(device);
  await stocked(device);
  const { backup } = await pull(code);
  await updateDevice(desk, desk.workspace, { deviceId: device, isManaged: false });
  const listed = await listUnmanagedAccessCodes(desk, desk.workspace, { deviceId: device, page });
  expect(listed.items.map((view) => view.code.id).sort()).toEqual([code, backup.code.id].sort());
  expect(await spares(device)).toMatchObject([{ pulled_for: null }]);
});
