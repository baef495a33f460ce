import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AccessCode } from "#domain/access-code.ts";
import type { AccessCodeId, DeviceId } from "#domain/ids.ts";
import { isProblem } from "#domain/problem.ts";
import { addCode, addDevice, addForeignCode, openTestDesk, type TestDesk } from "#test/support/desk.ts";
import { deleteAccessCode, getAccessCode, listAccessCodes } from "./access-codes.ts";
import type { ListAccessCodes } from "./requests.ts";
import { listUnmanagedAccessCodes } from "./unmanaged-access-codes.ts";
import type { Keyset } from "./views.ts";

let desk: TestDesk;
let device: DeviceId;
let other: DeviceId;
let codes: readonly AccessCode[];
const all = { limit: 1_000, after: undefined };

beforeAll(async () => {
  desk = await openTestDesk();
  device = await addDevice(desk);
  other = await addDevice(desk);
  const made: AccessCode[] = [];
  for (const [name, digits] of [
    ["Ann", "7294"],
    ["Anton", "5821"],
    ["100% Bob", "6317"],
    ["Bob_", "4938"],
    ["Zoe", "9046"],
  ] as const) {
    // Two of one instant: their ids decide.
    if (name !== "Bob_") await desk.runtime.advance(1_000);
    made.push(await created(name === "Zoe" ? other : device, name, digits));
  }
  codes = made;
  await addForeignCode(desk, device, { name: "Anna the cleaner", digits: "8642" });
});
afterAll(() => desk.close());

function created(deviceId: DeviceId, name: string, digits: string): Promise<AccessCode> {
  return addCode(desk, { deviceId, name, digits });
}
async function named(request: Partial<ListAccessCodes>): Promise<readonly string[]> {
  const { items } = await listAccessCodes(desk, desk.workspace, { page: all, ...request });
  return items.map(({ code }) => code.name ?? "").sort();
}

test("a list holds the managed codes of a device, each with its device and account", async () => {
  const { items, next } = await listAccessCodes(desk, desk.workspace, { deviceId: device, page: all });
  expect(items.map(({ code }) => code.id).sort()).toEqual(
    codes
      .slice(0, 4)
      .map((code) => code.id)
      .sort(),
  );
  expect(items.every((view) => view.device.id === device && view.account.id === desk.account)).toBe(true);
  expect(next).toBeUndefined();
});

test("page by page, each code comes exactly once and in order, also where two are of one instant", async () => {
  const seen: AccessCodeId[] = [];
  let after: Keyset | undefined;
  do {
    const { items, next } = await listAccessCodes(desk, desk.workspace, {
      deviceId: device,
      page: { limit: 1, after },
    });
    expect(items).toHaveLength(1);
    seen.push(...items.map(({ code }) => code.id));
    after = next;
  } while (after !== undefined);
  const inOrder = codes.slice(0, 4).toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  expect(seen).toEqual(inOrder.map((code) => code.id));
});

test("a list of ids holds those, and an empty list of ids holds nothing", async () => {
  expect(await named({ accessCodeIds: codes.slice(3).map((code) => code.id) })).toEqual(["Bob_", "Zoe"]);
  expect(await named({ accessCodeIds: [] })).toEqual([]);
});

describe("a search", () => {
  test.each([
    ["ann", ["Ann"]],
    ["AN", ["Ann", "Anton"]],
    ["100%", ["100% Bob"]],
    ["_", ["Bob_"]],
    ["b%b", []],
    ["5821", ["Anton"]],
    ["582", []],
  ])("for %s on a device finds %j", async (search, expected) => {
    expect(await named({ deviceId: device, search })).toEqual(expected);
  });

  test("finds a code by part of its id", async () => {
    const [code] = codes;
    expect(await named({ search: code?.id.slice(3, 20) ?? "" })).toEqual([code?.name]);
  });

  test("finds a PIN on any device of the workspace", async () => {
    expect(await named({ search: "9046" })).toEqual(["Zoe"]);
    expect(await named({ search: "9046", accessCodeIds: codes.map((code) => code.id) })).toEqual(["Zoe"]);
    expect(await named({ search: "9046", deviceId: device })).toEqual([]);
  });
});

test("unmanaged codes are listed apart, and searched alike", async () => {
  const names = async (search?: string) => {
    const { items } = await listUnmanagedAccessCodes(desk, desk.workspace, { deviceId: device, search, page: all });
    return items.map(({ code }) => code.name);
  };
  expect(await names()).toEqual(["Anna the cleaner"]);
  expect(await names("8642")).toEqual(["Anna the cleaner"]);
  expect(await names("cleaner")).toEqual(["Anna the cleaner"]);
  expect(await names("7294")).toEqual([]);
});

test("a code is found by its device and digits, but not by another device's or a foreign code's", async () => {
  const found = await getAccessCode(desk, desk.workspace, { deviceId: device, digits: "7294" });
  expect(!isProblem(found) && found.code.id).toBe(codes[0]?.id);
  for (const [deviceId, digits] of [
    [other, "7294"],
    [device, "8642"],
    [device, "abc"],
  ] as const) {
    const missing = await getAccessCode(desk, desk.workspace, { deviceId, digits });
    expect(isProblem(missing) && missing.problem).toBe("access_code_not_found");
  }
});

test("of two codes with one PIN, that which stays is found before that which is on its way out", async () => {
  const lock = await addDevice(desk);
  const leaving = await created(lock, "Leaving", "7294");
  await deleteAccessCode(desk, desk.workspace, { accessCodeId: leaving.id });
  const staying = await created(lock, "Staying", "7294");
  const found = await getAccessCode(desk, desk.workspace, { deviceId: lock, digits: "7294" });
  expect(!isProblem(found) && found.code.id).toBe(staying.id);
});
