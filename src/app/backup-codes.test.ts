import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AccessCode } from "#domain/access-code.ts";
import type { AccessCodeId, DeviceId } from "#domain/ids.ts";
import { isProblem } from "#domain/problem.ts";
import { addDevice, openTestDesk, type TestDesk } from "#test/support/desk.ts";
import {
  createAccessCode,
  deleteAccessCode,
  getAccessCode,
  listAccessCodes,
  pullBackupAccessCode,
} from "./access-codes.ts";
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

/** The spare codes of a device as they are recorded. */
async function spares(device: DeviceId) {
  return desk.store.db.query<{ id: AccessCodeId; name: string; pulled_for: AccessCodeId | null }>(
    `select access_code_id as id, name, pulled_for from access_codes
     where device_id = $1 and is_backup and gone_at is null and retired_at is null order by created_at, access_code_id`,
    [device],
  );
}

/** As the reconciler would record it: everything that is wanted stands on the lock. */
async function settle(device: DeviceId): Promise<void> {
  await desk.store.db.query(
    `update access_codes set place = access_code_id::text, sealed_lock_pin = null, lock_pin_index = pin_index,
       lock_label = name, lock_state = 'on_lock', evidence = '{"acknowledged": 1}', confirmed_at = created_at
     where device_id = $1 and retired_at is null`,
    [device],
  );
}

async function pull(code: AccessCodeId) {
  const pulled = await pullBackupAccessCode(desk, desk.workspace, code);
  if (isProblem(pulled)) throw new Error(pulled.message);
  return pulled;
}

async function read(id: AccessCodeId): Promise<AccessCode> {
  const found = await getAccessCode(desk, desk.workspace, { accessCodeId: id });
  if (isProblem(found)) throw new Error(found.message);
  return found.code;
}

describe("a pool of spare codes", () => {
  test("begins with the first code that asks for it, and is hidden from lists", async () => {
    const device = await addDevice(desk);
    const code = await created(device);
    const pool = await spares(device);
    expect(pool.map(({ name }) => name)).toEqual([
      expect.stringMatching(/^Backup [0-9a-f]{4}$/),
      expect.stringMatching(/^Backup [0-9a-f]{4}$/),
    ]);
    const listed = await listAccessCodes(desk, desk.workspace, { deviceId: device, page });
    expect(listed.items.map((view) => view.code.id)).toEqual([code]);
    await created(device);
    expect(await spares(device)).toHaveLength(2);
  });

  test("has PINs that are no other code's", async () => {
    const device = await addDevice(desk);
    await created(device);
    await created(device);
    const rows = await desk.store.db.query("select distinct pin_index from access_codes where device_id = $1", [
      device,
    ]);
    expect(rows).toHaveLength(4);
  });

  test("is not begun for an ongoing code, or on a lock whose maker chooses the PINs", async () => {
    const device = await addDevice(desk);
    const ongoing = await create(device, { startsAt: undefined, endsAt: undefined });
    expect(isProblem(ongoing) && ongoing.param).toBe("use_backup_access_code_pool");
    const choosy = await addDevice(desk, { capabilities: { constraints: [{ type: "cannot_specify_pin_code" }] } });
    expect(isProblem(await create(choosy))).toBe(true);
    expect([...(await spares(device)), ...(await spares(choosy))]).toEqual([]);
  });

  test("takes no place from guests: a lock without room goes without", async () => {
    const device = await addDevice(desk, { capabilities: { maxCodes: 2 } });
    await created(device);
    expect(await spares(device)).toHaveLength(1);
  });

  test("does not count as requests of the caller", async () => {
    const device = await addDevice(desk);
    for (let count = 0; count < 10; count += 1) await created(device);
    expect(isProblem(await create(device))).toBe(true);
    expect(await spares(device)).toHaveLength(2);
  });

  test("is known to be of use only once a spare code stands on the lock", async () => {
    const device = await addDevice(desk);
    const code = await created(device);
    const available = async () => {
      const found = await getAccessCode(desk, desk.workspace, { accessCodeId: code });
      return !isProblem(found) && found.device.hasBackupCode;
    };
    expect(await available()).toBe(false);
    await settle(device);
    expect(await available()).toBe(true);
  });
});

describe("a pulled backup", () => {
  test("stands in for its code until that one's end, and is replaced in the pool", async () => {
    const device = await addDevice(desk);
    const code = await created(device);
    await settle(device);
    const { original, backup } = await pull(code);
    expect(original.code).toMatchObject({ id: code, pulledBackupId: backup.code.id });
    expect(backup.code.backup).toEqual({ pulledFor: code });
    expect(backup.code.window?.endsAt).toBe(original.code.window?.endsAt);
    expect(backup.code.window?.startsAt).toBeLessThanOrEqual(desk.runtime.now());
    const pool = await spares(device);
    expect(pool.filter((spare) => spare.pulled_for === null)).toHaveLength(2);
    const told = (await listEvents(desk, desk.workspace, { accessCodeIds: [code], limit: 10, offset: 0 })).at(-1);
    expect(told).toMatchObject({
      type: "access_code.backup_access_code_pulled",
      payload: { backup_access_code_id: backup.code.id },
    });
  });

  test("opens the door without the lock having to be written to", async () => {
    const device = await addDevice(desk);
    const code = await created(device);
    await settle(device);
    const { backup } = await pull(code);
    expect(backup.code.onLock?.state).toBe("on_lock");
    expect(backup.code.prefersNativeScheduling).toBe(false);
  });

  test("is the same one, however often it is asked for and however many ask at once", async () => {
    const device = await addDevice(desk);
    const code = await created(device);
    await settle(device);
    const answers = await Promise.all(Array.from({ length: 6 }, () => pull(code)));
    answers.push(await pull(code));
    expect(new Set(answers.map(({ backup }) => backup.code.id)).size).toBe(1);
    expect((await spares(device)).filter((spare) => spare.pulled_for !== null)).toHaveLength(1);
  });

  test("is another one for another code", async () => {
    const device = await addDevice(desk);
    const [one, other] = [await created(device), await created(device)];
    await settle(device);
    const [first, second] = await Promise.all([pull(one), pull(other)]);
    expect(first.backup.code.id).not.toBe(second.backup.code.id);
  });

  test("is not to be had while none stands on the lock", async () => {
    const code = await created(await addDevice(desk));
    const refused = await pullBackupAccessCode(desk, desk.workspace, code);
    expect(isProblem(refused) && refused.problem).toBe("backup_access_code_not_found");
  });

  test("is not to be had for an ongoing code, for another backup, or for a code that is over", async () => {
    const device = await addDevice(desk);
    const code = await created(device);
    await settle(device);
    const ongoing = await create(device, { usesBackupPool: false, startsAt: undefined, endsAt: undefined });
    if (isProblem(ongoing)) throw new Error(ongoing.message);
    const problemOf = async (id: AccessCodeId) => {
      const answer = await pullBackupAccessCode(desk, desk.workspace, id);
      return isProblem(answer) ? answer.problem : "granted";
    };
    expect(await problemOf(ongoing.view.code.id)).toBe("access_code_not_time_bound");
    const { backup } = await pull(code);
    expect(await problemOf(backup.code.id)).toBe("invalid_input");
    const ending = await created(device);
    await settle(device);
    await deleteAccessCode(desk, desk.workspace, { accessCodeId: ending });
    expect(await problemOf(ending)).toBe("invalid_input");
  });

  test("stays when the code that it stood in for is deleted", async () => {
    const device = await addDevice(desk);
    const code = await created(device);
    await settle(device);
    const { backup } = await pull(code);
    await deleteAccessCode(desk, desk.workspace, { accessCodeId: code });
    expect((await read(backup.code.id)).retired).toBeUndefined();
  });
});

describe("a pool that ends", () => {
  test("takes off what nobody has pulled, and leaves what somebody has", async () => {
    const device = await addDevice(desk);
    const code = await created(device);
    await settle(device);
    const { backup } = await pull(code);
    await updateDevice(desk, desk.workspace, { deviceId: device, keepsBackupCodes: false });
    expect((await spares(device)).map(({ id }) => id)).toEqual([backup.code.id]);
    await updateDevice(desk, desk.workspace, { deviceId: device, keepsBackupCodes: true });
    expect(await spares(device)).toHaveLength(3);
  });

  test("with the device's management leaves its codes to be seen as unmanaged ones", async () => {
    const device = await addDevice(desk);
    await created(device);
    await settle(device);
    await updateDevice(desk, desk.workspace, { deviceId: device, isManaged: false });
    expect(await spares(device)).toEqual([]);
    const listed = await listUnmanagedAccessCodes(desk, desk.workspace, { deviceId: device, page });
    expect(listed.items).toHaveLength(3);
  });
});
