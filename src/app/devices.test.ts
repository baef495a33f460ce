import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { AccessCode } from "#domain/access-code.ts";
import type { DeviceId, NativeId } from "#domain/ids.ts";
import { isProblem } from "#domain/problem.ts";
import {
  addAccount,
  addDevice,
  addForeignCode,
  dueOf,
  openTestDesk,
  putOnLock,
  type TestDesk,
} from "#test/support/desk.ts";
import { createAccessCode, deleteAccessCode, listAccessCodes } from "./access-codes.ts";
import { adoptDevice, getDevice, listDeviceProviders, listDevices, updateDevice } from "./devices.ts";
import { listEvents } from "./events.ts";
import type { ListDevices } from "./requests.ts";
import { listUnmanagedAccessCodes } from "./unmanaged-access-codes.ts";
import { createWorkspace } from "./workspaces.ts";

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const all = { limit: 1_000, after: undefined };
const problemOf = (answer: unknown) => (isProblem(answer) ? answer.problem : "granted");
const typesOf = async (device: DeviceId) => {
  const events = await listEvents(desk, desk.workspace, { since: 0, deviceIds: [device], limit: 100, offset: 0 });
  return events.map((event) => event.type);
};

describe("a device", () => {
  test("is found by its id, or by the name that it is shown under", async () => {
    const device = await addDevice(desk, { name: "Cellar" });
    const byId = await getDevice(desk, desk.workspace, { deviceId: device }, true);
    expect(byId).toEqual(await getDevice(desk, desk.workspace, { name: "Cellar" }, true));
    expect(!isProblem(byId) && byId.account.provider).toBe("schlage");
    await updateDevice(desk, desk.workspace, { deviceId: device, nickname: "Wine" });
    expect(problemOf(await getDevice(desk, desk.workspace, { name: "Cellar" }, true))).toBe("device_not_found");
    expect(problemOf(await getDevice(desk, desk.workspace, { name: "Wine" }, true))).toBe("granted");
  });

  test("is found only among its like, and the caller is told where to look", async () => {
    const unmanaged = await addDevice(desk, { isManaged: false });
    const answer = await getDevice(desk, desk.workspace, { deviceId: unmanaged }, true);
    expect(answer).toMatchObject({
      problem: "device_not_found",
      message: expect.stringContaining("/devices/unmanaged"),
    });
    expect(problemOf(await getDevice(desk, desk.workspace, { deviceId: unmanaged }, false))).toBe("granted");
  });

  test("is not another workspace's", async () => {
    const device = await addDevice(desk, { name: "Attic" });
    const stranger = (await createWorkspace(desk, { name: "Other", isSandbox: true })).id;
    expect(problemOf(await getDevice(desk, stranger, { deviceId: device }, true))).toBe("device_not_found");
    expect(problemOf(await getDevice(desk, stranger, { name: "Attic" }, true))).toBe("device_not_found");
    expect(problemOf(await updateDevice(desk, stranger, { deviceId: device, nickname: "Mine" }))).toBe(
      "device_not_found",
    );
    expect((await listDevices(desk, stranger, { managed: true, page: all })).items).toEqual([]);
  });

  test("takes a name and metadata, and gives them up again", async () => {
    const device = await addDevice(desk, { name: "Garage" });
    await updateDevice(desk, desk.workspace, {
      deviceId: device,
      nickname: "North",
      customMetadata: { floor: "1", wet: true },
    });
    const changed = await updateDevice(desk, desk.workspace, {
      deviceId: device,
      customMetadata: { wet: "", dry: false },
    });
    expect(!isProblem(changed) && changed.device).toMatchObject({
      nickname: "North",
      customMetadata: { floor: "1", dry: false },
    });
    expect(!isProblem(changed) && Object.keys(changed.device.customMetadata).sort()).toEqual(["dry", "floor"]);
    const cleared = await updateDevice(desk, desk.workspace, {
      deviceId: device,
      nickname: null,
      customMetadata: { floor: null },
    });
    expect(!isProblem(cleared) && cleared.device).toMatchObject({
      nickname: undefined,
      customMetadata: { dry: false },
    });
    expect(await typesOf(device)).toEqual(["device.name_changed", "device.name_changed"]);
  });
});

describe("a device that we stop managing", () => {
  let device: DeviceId;
  let onLock: AccessCode;
  let waiting: AccessCode;
  let leaving: AccessCode;
  beforeEach(async () => {
    device = await addDevice(desk);
    onLock = await created("7294");
    await putOnLock(desk, onLock.id, "7294");
    waiting = await created("5821");
    leaving = await created("6317");
    await putOnLock(desk, leaving.id, "6317");
    await deleteAccessCode(desk, desk.workspace, { accessCodeId: leaving.id });
    await addForeignCode(desk, device, { digits: "8642" });
    await updateDevice(desk, desk.workspace, { deviceId: device, isManaged: false });
  });

  async function created(digits: string): Promise<AccessCode> {
    const answer = await createAccessCode(desk, desk.workspace, {
      deviceId: device,
      digits,
      prefersNativeScheduling: true,
      allowsExternalModification: false,
      attemptForOfflineDevice: true,
      isOffline: false,
      isOneTimeUse: false,
      usesBackupPool: false,
    });
    if (isProblem(answer)) throw new Error(answer.message);
    return answer.view.code;
  }

  test("leaves what stands on the lock there, unmanaged, and forgets what never came there", async () => {
    const managed = await listAccessCodes(desk, desk.workspace, { deviceId: device, page: all });
    expect(managed.items).toEqual([]);
    const unmanaged = await listUnmanagedAccessCodes(desk, desk.workspace, { deviceId: device, page: all });
    expect(unmanaged.items.map(({ code }) => code.pin?.reveal()).sort()).toEqual(["6317", "7294", "8642"]);
    expect(unmanaged.items.every(({ code }) => code.retired === undefined)).toBe(true);
  });

  test("tells that it is unmanaged, and which code is gone", async () => {
    const types = await typesOf(device);
    expect(types).toContain("device.converted_to_unmanaged");
    const events = await listEvents(desk, desk.workspace, {
      since: 0,
      accessCodeIds: [waiting.id],
      limit: 9,
      offset: 0,
    });
    expect(events.at(-1)?.type).toBe("access_code.deleted");
  });

  test("takes no codes until it is adopted, and is then looked at again", async () => {
    expect(problemOf(await updateDevice(desk, desk.workspace, { deviceId: device, nickname: "x" }))).toBe(
      "device_unmanaged",
    );
    await expect(created("9046")).rejects.toThrow("unmanaged");
    await desk.store.db.query("update devices set next_due_at = null where device_id = $1", [device]);
    const adopted = await adoptDevice(desk, desk.workspace, { deviceId: device, customMetadata: { back: true } });
    expect(!isProblem(adopted) && adopted.device).toMatchObject({ isManaged: true, customMetadata: { back: true } });
    expect(await dueOf(desk, device)).toBe(desk.runtime.now());
    expect(await typesOf(device)).toContain("device.unmanaged.converted_to_managed");
    expect(problemOf(await adoptDevice(desk, desk.workspace, { deviceId: device }))).toBe("device_managed");
    expect((await created("9046")).pin?.reveal()).toBe("9046");
  });
});

describe("a list of devices", () => {
  let house: TestDesk;
  beforeAll(async () => {
    house = await openTestDesk();
    const front = await addDevice(house, { name: "Front door", capabilities: { unlocksRemotely: undefined } });
    await updateDevice(house, house.workspace, { deviceId: front, customMetadata: { unit: "12B", vip: true } });
    await house.runtime.advance(1_000);
    await addDevice(house, {
      name: "Back door",
      manufacturer: "yale",
      deviceType: "yale_lock",
      capabilities: { programsOnlineCodes: false },
    });
    await addDevice(house, { name: "Bridge", kind: "hub", nativeId: "hub-1" as NativeId });
    await addDevice(house, { name: "Found", isManaged: false });
  });
  afterAll(() => house.close());

  const named = async (filter: Partial<ListDevices>) => {
    const { items } = await listDevices(house, house.workspace, { managed: true, page: all, ...filter });
    return items.map(({ device }) => device.report.name).sort();
  };
  const filters: readonly [string, () => Partial<ListDevices>, readonly string[]][] = [
    ["nothing", () => ({}), ["Back door", "Bridge", "Front door"]],
    ["being unmanaged", () => ({ managed: false }), ["Found"]],
    ["being a lock", () => ({ locksOnly: true }), ["Back door", "Front door"]],
    ["its type", () => ({ deviceTypes: ["yale_lock"] }), ["Back door"]],
    ["its maker", () => ({ manufacturer: "yale" }), ["Back door"]],
    ["its account", () => ({ accountIds: [house.account] }), ["Back door", "Bridge", "Front door"]],
    ["no ids", () => ({ deviceIds: [] }), []],
    ["its age", () => ({ createdBefore: house.runtime.now() }), ["Front door"]],
    ["metadata", () => ({ customMetadataHas: { unit: "12B", vip: true } }), ["Front door"]],
    ["other metadata", () => ({ customMetadataHas: { unit: "13" } }), []],
    ["want of metadata", () => ({ customMetadataHas: { unit: null } }), ["Back door", "Bridge"]],
    ["part of its name", () => ({ search: "DOOR" }), ["Back door", "Front door"]],
    ["part of its metadata", () => ({ search: "12b" }), ["Front door"]],
    ["what it can do", () => ({ includeIf: ["can_remotely_unlock", "can_program_online_access_codes"] }), ["Bridge"]],
    ["what it cannot do", () => ({ excludeIf: ["can_program_online_access_codes"] }), ["Back door"]],
    ["what no lock can do", () => ({ includeIf: ["can_hvac_heat"] }), []],
  ];
  test.each(filters)("is narrowed by %s", async (_by, filter, expected) => {
    expect(await named(filter())).toEqual(expected);
  });

  test("comes page by page, each device once", async () => {
    const first = await listDevices(house, house.workspace, { managed: true, page: { limit: 2, after: undefined } });
    const second = await listDevices(house, house.workspace, { managed: true, page: { limit: 2, after: first.next } });
    expect(new Set([...first.items, ...second.items].map(({ device }) => device.id)).size).toBe(3);
    expect(second.next).toBeUndefined();
  });
});

test("the providers are those of the workspace's accounts, each once", async () => {
  await addAccount(desk, desk.workspace);
  const providers = await listDeviceProviders(desk, desk.workspace, {});
  expect(providers).toEqual([
    { provider: "schlage", displayName: "Schlage", categories: ["stable", "consumer_smartlocks"] },
  ]);
  expect(await listDeviceProviders(desk, desk.workspace, { category: "thermostats" })).toEqual([]);
});
