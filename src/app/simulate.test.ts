import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { DeviceId } from "#domain/ids.ts";
import { isProblem, type Problem } from "#domain/problem.ts";
import { addDevice, addForeignCode, dueOf, openTestDesk, type TestDesk } from "#test/support/desk.ts";
import { quietRuntime } from "#test/support/quiet-runtime.ts";
import { getActionAttempt } from "./action-attempts.ts";
import type { VirtualLocks } from "./desk.ts";
import { listEvents } from "./events.ts";
import {
  simulateConnection,
  simulateHubConnection,
  simulateKeypadCodeEntry,
  simulateManualLock,
  simulateRemoval,
} from "./simulate.ts";
import { simulateUnmanagedAccessCode } from "./unmanaged-access-codes.ts";

/** A cloud of virtual locks that keeps a diary of what is done to them. */
function diary(): { locks: VirtualLocks; lines: string[]; breakDown(): void } {
  const lines: string[] = [];
  let isDown = false;
  const note = (line: string) => {
    if (isDown) throw new Error("The cloud is down.");
    lines.push(line);
    return Promise.resolve();
  };
  const cloud = {
    lines,
    breakDown: () => {
      isDown = true;
    },
    locks: {
      enterCode: async (lockId: string, digits: string) => {
        await note(`${lockId} is typed ${digits} at`);
        return { opened: false, because: "unknown_code" } as const;
      },
      turnByHand: async (lockId: string, to: string) => note(`${lockId} is ${to}`),
      setConnection: async (lockId: string, online: boolean) => note(`${lockId} is ${online ? "on" : "off"}line`),
      setHubConnection: async (lockId: string, online: boolean) =>
        note(`the hub of ${lockId} is ${online ? "on" : "off"}line`),
      remove: async (lockId: string) => note(`${lockId} is removed`),
      addCode: async (lockId: string, code: { name: string; digits: string }) =>
        note(`${lockId} gets ${code.digits} for ${code.name}`),
      tamperWith: async (lockId: string) => note(`${lockId} is tampered with`),
    },
  };
  return cloud;
}

const cloud = diary();
let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk({ virtualLocks: cloud.locks });
});
afterAll(() => desk.close());
afterEach(() => {
  cloud.lines.length = 0;
});
const problemOf = (answer: Problem | undefined | object) => (isProblem(answer) ? answer.problem : "done");

describe("what is simulated happens to the lock itself, and the lock is looked at", () => {
  const acts: readonly [string, (deviceId: DeviceId) => Promise<unknown>, string][] = [
    [
      "cutting it off",
      (deviceId) => simulateConnection(desk, desk.workspace, { deviceId, online: false }),
      "LOCK is offline",
    ],
    [
      "bringing its hub back",
      (deviceId) => simulateHubConnection(desk, desk.workspace, { deviceId, online: true }),
      "the hub of LOCK is online",
    ],
    ["removing it", (deviceId) => simulateRemoval(desk, desk.workspace, { deviceId }), "LOCK is removed"],
    [
      "typing a code",
      (deviceId) => simulateKeypadCodeEntry(desk, desk.workspace, { deviceId, digits: "7294" }),
      "LOCK is typed 7294 at",
    ],
    ["locking it by hand", (deviceId) => simulateManualLock(desk, desk.workspace, { deviceId }), "LOCK is locked"],
  ];
  test.each(acts)("%s", async (_what, act, line) => {
    const device = await addDevice(desk);
    await act(device);
    expect(cloud.lines).toEqual([line.replace("LOCK", `lock-${device}`)]);
    expect(await dueOf(desk, device)).toBe(desk.runtime.now());
    expect(desk.nudged).toEqual(expect.arrayContaining([device, desk.account]));
  });
});

test("a simulated keypad entry answers with a finished attempt, told without the digits", async () => {
  const device = await addDevice(desk);
  const answer = await simulateKeypadCodeEntry(desk, desk.workspace, { deviceId: device, digits: "7294" });
  if (isProblem(answer)) throw new Error(answer.message);
  expect(answer.attempt).toMatchObject({ type: "SIMULATE_KEYPAD_CODE_ENTRY", state: { kind: "success" } });
  expect(await getActionAttempt(desk, desk.workspace, answer.attempt.id)).toMatchObject({ attempt: answer.attempt });
  const events = await listEvents(desk, desk.workspace, { since: 0, deviceIds: [device], limit: 9, offset: 0 });
  expect(events.map((event) => event.type)).toEqual(["action_attempt.simulate_keypad_code_entry.succeeded"]);
  expect(JSON.stringify(events)).not.toContain("7294");
});

describe("a code that is programmed at a virtual lock", () => {
  const programme = (deviceId: DeviceId, digits = "8642") =>
    simulateUnmanagedAccessCode(desk, desk.workspace, { deviceId, name: "Cleaner", digits });

  test("is answered once it is seen there", async () => {
    const device = await addDevice(desk);
    // Whoever is woken looks at the lock, and records what stands on it: here, at the third time.
    let looks = 0;
    const nudge = (id: string) => {
      looks += id === device ? 1 : 0;
      if (id === device && looks === 3) void addForeignCode(desk, device, { digits: "8642" });
    };
    const inRealTime = { ...desk, nudge, runtime: quietRuntime() };
    const request = { deviceId: device, name: "Cleaner", digits: "8642" };
    const answer = await simulateUnmanagedAccessCode(inRealTime, desk.workspace, request);
    expect(answer).toMatchObject({ code: { isManaged: false, name: "Cleaner" }, device: { id: device } });
    expect(cloud.lines).toEqual([`lock-${device} gets 8642 for Cleaner`]);
  });

  test("is refused where its PIN is known on the lock", async () => {
    const device = await addDevice(desk);
    await addForeignCode(desk, device, { digits: "8642" });
    expect(problemOf(await programme(device))).toBe("duplicate_access_code");
    expect(cloud.lines).toEqual([]);
  });

  test("is not claimed where it is not seen in time", async () => {
    const device = await addDevice(desk);
    let answer: Awaited<ReturnType<typeof programme>> | undefined;
    void programme(device).then((value) => {
      answer = value;
    });
    await desk.runtime.until(() => answer !== undefined, { stepMs: 500 });
    expect(answer && problemOf(answer)).toBe("internal_server_error");
  });
});

test("nothing is simulated outside a sandbox, on another's lock, or where there are no virtual locks", async () => {
  const real = await openTestDesk({ virtualLocks: cloud.locks, isSandbox: false });
  const realLock = await addDevice(real);
  expect(problemOf(await simulateManualLock(real, real.workspace, { deviceId: realLock }))).toBe(
    "workspace_not_sandbox",
  );
  await real.close();
  const nobodys = desk.runtime.uuid() as DeviceId;
  expect(problemOf(await simulateManualLock(desk, desk.workspace, { deviceId: nobodys }))).toBe("device_not_found");
  const without = { ...desk, virtualLocks: undefined };
  const device = await addDevice(desk);
  expect(problemOf(await simulateManualLock(without, desk.workspace, { deviceId: device }))).toBe(
    "device_type_not_supported",
  );
  expect(cloud.lines).toEqual([]);
});

test("where the virtual locks do not answer, nothing is claimed to have happened", async () => {
  const broken = diary();
  broken.breakDown();
  const device = await addDevice(desk);
  const answer = await simulateKeypadCodeEntry({ ...desk, virtualLocks: broken.locks }, desk.workspace, {
    deviceId: device,
    digits: "7294",
  });
  expect(problemOf(answer)).toBe("internal_server_error");
  expect(JSON.stringify([answer, desk.runtime.logged])).not.toContain("7294");
  const events = await listEvents(desk, desk.workspace, { since: 0, deviceIds: [device], limit: 9, offset: 0 });
  expect(events).toEqual([]);
});
