import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAccessCode, deleteAccessCode, pullBackupAccessCode, updateAccessCode } from "#app/access-codes.ts";
import type { Desk } from "#app/desk.ts";
import { updateDevice } from "#app/devices.ts";
import type { AccessCode } from "#domain/access-code.ts";
import type { AccessCodeId, DeviceId, WorkspaceId } from "#domain/ids.ts";
import { invariant } from "#domain/invariant.ts";
import { deviceIssues } from "#domain/issues.ts";
import { isProblem } from "#domain/problem.ts";
import type { BenchLock } from "#drivers/contract/bench.ts";
import { codesOfDevices } from "#store/code-views.ts";
import { findDevice } from "#store/device-views.ts";
import { openWorkedHouse, type WorkedHouse } from "#test/support/worked-house.ts";

const minute = 60_000;
const hour = 60 * minute;

let world: WorkedHouse;
let desk: Desk;
let workspace: WorkspaceId;
let lock: BenchLock;
let device: DeviceId;

beforeEach(async () => {
  // Native windows, digits that can be read, changes in place, four places.
  world = await openWorkedHouse("tedee");
  desk = world.house.desk;
  workspace = world.house.tenant.workspaceId;
  ({ lock, device } = await world.newLock({ overrides: { max_active_codes_supported: 4 } }));
  await lock.personAdds("Owner", "718293");
  await wishPool({ keepsBackupCodes: true });
});

afterEach(async () => {
  expect(await lock.wouldOpen("718293")).toBe(true);
  await world.close();
});

describe("a pool is filled", () => {
  test("when it is asked for, and then nothing more happens", async () => {
    await world.settle();
    expect(await spares()).toHaveLength(2);
    for (const spare of await spares()) expect(await opens(spare)).toBe(true);
    expect(await issues()).toEqual([]);
    const before = await attempts();
    await world.settle();
    expect(await attempts()).toBe(before);
  });

  test("after a spare code was pulled", async () => {
    await wishPool({ backupPoolSize: 1 });
    const guest = await create();
    await world.settle();
    const backup = await pull(guest);
    expect(await issues()).toEqual(["empty_backup_access_code_pool"]);
    await world.settle();
    expect((await spares()).map(({ id }) => id)).not.toContain(backup);
    expect(await spares()).toHaveLength(1);
    expect(await issues()).toEqual([]);
  });

  test("after somebody deleted a spare code by its id", async () => {
    await world.settle();
    const [spare] = await spares();
    await deleteAccessCode(desk, workspace, { accessCodeId: spare?.id ?? never() });
    await world.settle();
    expect(await spares()).toHaveLength(2);
    expect(await lock.countCodes()).toBe(3);
  });

  test("again at the lock, after somebody removed a spare code there", async () => {
    await world.settle();
    const [spare] = await spares();
    await lock.personRemoves(digitsOf(spare));
    // What was confirmed only just now is not yet believed to be missing.
    await world.live(minute);
    await world.settle();
    expect(await opens(spare)).toBe(true);
  });

  test("once the device comes back", async () => {
    world.bench.faults.breakdown(true);
    await world.live(20 * minute);
    expect(await spares()).toEqual([]);
    expect(await issues()).toEqual(["empty_backup_access_code_pool"]);
    world.bench.faults.breakdown(false);
    await world.live(20 * minute);
    expect(await spares()).toHaveLength(2);
    expect(await issues()).toEqual([]);
  });

  test("as far as there is room, and to its size once room came free", async () => {
    await lock.personAdds("Cleaner", "318274");
    await lock.personAdds("Gardener", "427193");
    await world.settle();
    expect(await spares()).toHaveLength(1);
    expect(await issues()).toEqual(["partial_backup_access_code_pool"]);
    await lock.personRemoves("318274");
    await world.settle();
    expect(await spares()).toHaveLength(2);
  });

  test("to the size that is wished, also where that is smaller", async () => {
    await wishPool({ backupPoolSize: 3 });
    await world.settle();
    expect(await spares()).toHaveLength(3);
    await wishPool({ backupPoolSize: 1 });
    await world.settle();
    expect(await spares()).toHaveLength(1);
    expect(await lock.countCodes()).toBe(2);
  });

  test("but not while its device's management or the pool itself is off: then its codes are taken off the lock", async () => {
    await world.settle();
    await wishPool({ keepsBackupCodes: false });
    await world.settle();
    expect(await lock.countCodes()).toBe(1);
    expect(await issues()).toEqual([]);
    await wishPool({ keepsBackupCodes: true });
    await world.settle();
    expect(await lock.countCodes()).toBe(3);
    await wishPool({ isManaged: false });
    await world.settle();
    expect(await lock.countCodes()).toBe(1);
    expect(await codes()).toMatchObject([{ isManaged: false, name: "Owner" }]);
  });
});

describe("guests come first", () => {
  test("a full lock gives a spare code up for a guest's code, and takes one on again when the guest has left", async () => {
    await world.settle();
    const guests = [await create({ endsAt: in_(2 * hour) }), await create(), await create()];
    await world.live(10 * minute);
    for (const guest of guests) expect((await read(guest))?.onLock?.state).toBe("on_lock");
    expect(await spares()).toEqual([]);
    expect(await issues()).toEqual(["empty_backup_access_code_pool"]);
    await world.live(2 * hour);
    expect(await spares()).toHaveLength(1);
    expect(await lock.countCodes()).toBe(4);
  });

  test("a guest whose stay has yet to come costs no spare code now", async () => {
    const week = 7 * 24 * hour;
    for (let count = 0; count < 3; count += 1) await create({ startsAt: in_(week), endsAt: in_(week + hour) });
    await world.settle();
    expect(await spares()).toHaveLength(2);
  });
});

describe("a pulled code", () => {
  let guest: AccessCodeId;
  let backup: AccessCodeId;
  beforeEach(async () => {
    guest = await create({ endsAt: in_(24 * hour) });
    await world.settle();
    backup = await pull(guest);
    await world.settle();
  });

  test("opens at once, until its original's end", async () => {
    const pulled = await read(backup);
    expect(await opens(pulled)).toBe(true);
    await world.live(24 * hour);
    expect(await opens(pulled)).toBe(false);
    expect(await read(backup)).toBeUndefined();
  });

  test("follows its original's end, without being written to the lock", async () => {
    const before = await attempts();
    await updateAccessCode(desk, workspace, { accessCodeId: guest, endsAt: in_(48 * hour) });
    await world.settle();
    expect((await read(backup))?.window?.endsAt).toBe((await read(guest))?.window?.endsAt);
    // The original's own window is kept by the lock, and had to be written.
    expect(await attempts()).toBe(before + 1);
    await world.live(30 * hour);
    expect(await opens(await read(backup))).toBe(true);
  });

  test("leaves the lock when its original is given a later start, and comes back for it", async () => {
    const startsAt = in_(8 * hour);
    await updateAccessCode(desk, workspace, { accessCodeId: guest, startsAt });
    await world.settle();
    const pulled = await read(backup);
    expect(pulled?.window?.startsAt).toBe(startsAt);
    expect(await opens(pulled)).toBe(false);
    await world.live(startsAt - desk.runtime.now());
    expect(await opens(pulled)).toBe(true);
  });

  test("goes when its original is deleted", async () => {
    const pulled = await read(backup);
    await deleteAccessCode(desk, workspace, { accessCodeId: guest });
    await world.settle();
    expect(await opens(pulled)).toBe(false);
    expect([await read(guest), await read(backup)]).toEqual([undefined, undefined]);
  });

  test("has no end while its original has none", async () => {
    await updateAccessCode(desk, workspace, { accessCodeId: guest, type: "ongoing" });
    await world.settle();
    expect((await read(backup))?.window).toBeUndefined();
    await world.live(30 * hour);
    expect(await opens(await read(backup))).toBe(true);
  });
});

test("more codes in use than a pool holds are a sign that something is wrong with the lock", async () => {
  await wishPool({ backupPoolSize: 1 });
  const guests = [await create(), await create({ startsAt: in_(100 * hour), endsAt: in_(101 * hour) })];
  for (const guest of guests) {
    await world.settle();
    await pull(guest);
  }
  expect(await issues()).toContain("many_active_backup_codes");
  await wishPool({ backupPoolSize: 2 });
  expect(await issues()).not.toContain("many_active_backup_codes");
});

async function wishPool(wish: Omit<Parameters<typeof updateDevice>[2], "deviceId">): Promise<void> {
  const updated = await updateDevice(desk, workspace, { deviceId: device, ...wish });
  invariant(!isProblem(updated), "the wish is granted");
}

async function create(more: object = {}): Promise<AccessCodeId> {
  const created = await createAccessCode(desk, workspace, {
    deviceId: device,
    name: "Guest",
    prefersNativeScheduling: true,
    allowsExternalModification: false,
    attemptForOfflineDevice: true,
    isOffline: false,
    isOneTimeUse: false,
    usesBackupPool: true,
    startsAt: in_(0),
    endsAt: in_(24 * hour),
    ...more,
  });
  if (isProblem(created)) throw new Error(created.message);
  return created.view.code.id;
}

async function pull(guest: AccessCodeId): Promise<AccessCodeId> {
  const pulled = await pullBackupAccessCode(desk, workspace, guest);
  if (isProblem(pulled)) throw new Error(pulled.message);
  return pulled.backup.code.id;
}

async function codes(): Promise<readonly AccessCode[]> {
  const keys = await desk.store.keysOf(workspace);
  return (await codesOfDevices(desk.store.db, keys, workspace, [device])).map(({ code }) => code);
}

async function spares(): Promise<readonly AccessCode[]> {
  return (await codes()).filter(({ backup, retired }) => backup?.pulledFor === undefined && backup && !retired);
}

async function read(id: AccessCodeId): Promise<AccessCode | undefined> {
  return (await codes()).find((code) => code.id === id);
}

function digitsOf(code: AccessCode | undefined): string {
  return code?.pin?.reveal() ?? never();
}

async function opens(code: AccessCode | undefined): Promise<boolean> {
  return lock.wouldOpen(digitsOf(code));
}

/** What the device tells of its pool. */
async function issues(): Promise<readonly string[]> {
  const found = (await findDevice(desk.store.db, workspace, device)) ?? never();
  const { errors, warnings } = deviceIssues(found.device, found.account, desk.runtime.now());
  return [...errors, ...warnings].map(({ code }) => code).filter((code) => code.includes("backup"));
}

async function attempts(): Promise<number> {
  return (await desk.store.db.query("select 1 from attempts")).length;
}

/** A moment so much later, to the minute. */
function in_(ms: number): number {
  const now = desk.runtime.now();
  return now - (now % minute) + ms;
}

function never(): never {
  throw new Error("It is there.");
}
