import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DeviceId } from "#domain/ids.ts";
import { isProblem } from "#domain/problem.ts";
import { addDevice, dueOf, openTestDesk, type TestDesk } from "#test/support/desk.ts";
import { getActionAttempt, listActionAttempts } from "./action-attempts.ts";
import { turnLock } from "./locks.ts";
import { createWorkspace } from "./workspaces.ts";

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const turn = (deviceId: DeviceId, to: "locked" | "unlocked") => turnLock(desk, desk.workspace, { deviceId, to });

test("a door that is to be turned is due at once, and the attempt waits for it", async () => {
  const device = await addDevice(desk);
  const answer = await turn(device, "unlocked");
  if (isProblem(answer)) throw new Error(answer.message);
  expect(answer.attempt).toMatchObject({ type: "UNLOCK_DOOR", deviceId: device, state: { kind: "pending" } });
  expect(await getActionAttempt(desk, desk.workspace, answer.attempt.id)).toEqual({
    attempt: answer.attempt,
    view: undefined,
  });
  expect(await dueOf(desk, device)).toBe(desk.runtime.now());
  expect(desk.nudged.at(-1)).toBe(device);
});

describe("a door is not turned", () => {
  test.each([
    ["where it never can", { capabilities: { locksRemotely: undefined } }, "device_type_not_supported"],
    ["where it cannot at present", { capabilities: { locksRemotely: false } }, "device_type_not_supported"],
    ["where it is a hub", { kind: "hub" }, "device_type_not_supported"],
    ["where it is unmanaged", { isManaged: false }, "device_unmanaged"],
  ] as const)("%s", async (_where, lock, expected) => {
    const device = await addDevice(desk, lock);
    const answer = await turn(device, "locked");
    expect(isProblem(answer) && answer.problem).toBe(expected);
    const { items } = await listActionAttempts(desk, desk.workspace, {
      deviceId: device,
      page: { limit: 5, after: undefined },
    });
    expect(items).toEqual([]);
  });

  test("by another workspace", async () => {
    const device = await addDevice(desk);
    const stranger = (await createWorkspace(desk, { name: "Other", isSandbox: true })).id;
    const answer = await turnLock(desk, stranger, { deviceId: device, to: "unlocked" });
    expect(isProblem(answer) && answer.problem).toBe("device_not_found");
    const mine = await turn(device, "unlocked");
    if (isProblem(mine)) throw new Error(mine.message);
    const seen = await getActionAttempt(desk, stranger, mine.attempt.id);
    expect(isProblem(seen) && seen.problem).toBe("action_attempt_not_found");
  });
});

test("attempts are listed page by page, each once, and by their ids", async () => {
  const device = await addDevice(desk);
  const made: string[] = [];
  for (let count = 0; count < 3; count += 1) {
    const answer = await turn(device, "locked");
    if (isProblem(answer)) throw new Error(answer.message);
    made.push(answer.attempt.id);
  }
  const first = await listActionAttempts(desk, desk.workspace, {
    deviceId: device,
    page: { limit: 2, after: undefined },
  });
  const second = await listActionAttempts(desk, desk.workspace, {
    deviceId: device,
    page: { limit: 2, after: first.next },
  });
  const ids = [...first.items, ...second.items].map(({ attempt }) => attempt.id);
  expect(ids.toSorted()).toEqual(made.toSorted());
  const one = ids.slice(0, 1);
  const found = await listActionAttempts(desk, desk.workspace, { ids: one, page: { limit: 9, after: undefined } });
  expect(found.items.map(({ attempt }) => attempt.id)).toEqual(one);
});
