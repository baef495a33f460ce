import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AccessCodeId } from "#domain/ids.ts";
import { mutationsOf } from "#domain/mutations.ts";
import { isProblem } from "#domain/problem.ts";
import { statusOf } from "#domain/status.ts";
import { addDevice, addForeignCode, dueOf, openTestDesk, type TestDesk } from "#test/support/desk.ts";
import { getAccessCode } from "./access-codes.ts";
import { listEvents } from "./events.ts";
import { convertToManaged, deleteUnmanagedAccessCode, getUnmanagedAccessCode } from "./unmanaged-access-codes.ts";

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const convert = (accessCodeId: AccessCodeId) =>
  convertToManaged(desk, desk.workspace, { accessCodeId, allowsExternalModification: true, force: false });
const remove = (accessCodeId: AccessCodeId) => deleteUnmanagedAccessCode(desk, desk.workspace, { accessCodeId });
const typesOf = async (code: AccessCodeId) => {
  const events = await listEvents(desk, desk.workspace, { since: 0, accessCodeIds: [code], limit: 10, offset: 0 });
  return events.map((event) => event.type);
};

test("a converted code is managed as it stands on the lock, and needs nothing done there", async () => {
  const device = await addDevice(desk);
  const id = await addForeignCode(desk, device, { name: "Cleaner", digits: "8642" });
  const before = await getUnmanagedAccessCode(desk, desk.workspace, { accessCodeId: id });
  await convert(id);
  const view = await getAccessCode(desk, desk.workspace, { accessCodeId: id });
  if (isProblem(view) || isProblem(before)) throw new Error("It is there before and after.");
  expect(view.code).toMatchObject({ isManaged: true, name: "Cleaner", allowsExternalModification: true, version: 2 });
  expect(view.code.pin?.reveal()).toBe("8642");
  expect(view.code.onLock).toEqual(before.code.onLock);
  expect(statusOf(view.code, view.device, view.account, desk.runtime.now())).toBe("set");
  expect(mutationsOf(view.code, view.device, desk.runtime.now())).toEqual([]);
  expect(await typesOf(id)).toEqual(["access_code.unmanaged.converted_to_managed"]);
  expect(await dueOf(desk, device)).toBe(desk.runtime.now());
});

describe("a code cannot be converted", () => {
  test.each([
    [
      "on a device that does not let codes be converted",
      { capabilities: { convertsUnmanaged: false } },
      "8642",
      "invalid_input",
      ["access_code.unmanaged.failed_to_convert_to_managed"],
    ],
    ["whose digits the lock hides", {}, null, "invalid_input", ["access_code.unmanaged.failed_to_convert_to_managed"]],
    ["on an unmanaged device", { isManaged: false }, "8642", "device_unmanaged", []],
  ] as const)("%s", async (_where, lock, digits, expected, told) => {
    const id = await addForeignCode(desk, await addDevice(desk, lock), { digits });
    const answer = await convert(id);
    expect(isProblem(answer) && answer.problem).toBe(expected);
    const view = await getUnmanagedAccessCode(desk, desk.workspace, { accessCodeId: id });
    expect(isProblem(view)).toBe(false);
    expect(await typesOf(id)).toEqual(told);
  });

  test("that is managed already, or that is not there", async () => {
    const id = await addForeignCode(desk, await addDevice(desk));
    await convert(id);
    const again = await convert(id);
    expect(isProblem(again) && again.problem).toBe("access_code_not_found");
    const nobody = await convert(desk.runtime.uuid() as AccessCodeId);
    expect(isProblem(nobody) && nobody.problem).toBe("access_code_not_found");
  });
});

test("a foreign code that is deleted stays foreign and to be seen until it is off the lock", async () => {
  const device = await addDevice(desk);
  const id = await addForeignCode(desk, device);
  expect(isProblem(await remove(id))).toBe(false);
  expect(isProblem(await remove(id))).toBe(false);
  const view = await getUnmanagedAccessCode(desk, desk.workspace, { accessCodeId: id });
  expect(!isProblem(view) && view.code).toMatchObject({ isManaged: false, retired: { because: "deleted" } });
  expect(await dueOf(desk, device)).toBe(desk.runtime.now());
});

test("a foreign code is not deleted where the device does not let us, or is not ours to manage", async () => {
  const kept = await addForeignCode(desk, await addDevice(desk, { capabilities: { deletesUnmanaged: false } }));
  const answer = await remove(kept);
  expect(isProblem(answer) && answer.problem).toBe("invalid_input");
  const unmanaged = await remove(await addForeignCode(desk, await addDevice(desk, { isManaged: false })));
  expect(isProblem(unmanaged) && unmanaged.problem).toBe("device_unmanaged");
});
