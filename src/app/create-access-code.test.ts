import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AccessCode } from "#domain/access-code.ts";
import type { DeviceId } from "#domain/ids.ts";
import { isProblem, type Problem } from "#domain/problem.ts";
import { limitSpanMs, mostInAMinute } from "#domain/request-limits.ts";
import { addDevice, addForeignCode, dueOf, openTestDesk, putOnLock, type TestDesk } from "#test/support/desk.ts";
import { createAccessCode, deleteAccessCode, generateCode, getAccessCode, listAccessCodes } from "./access-codes.ts";
import { getActionAttempt } from "./action-attempts.ts";
import { listEvents } from "./events.ts";
import type { CreateAccessCode } from "./requests.ts";
import { createWorkspace } from "./workspaces.ts";

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const hour = 3_600_000;
const day = 24 * hour;
const wish = (deviceId: DeviceId, more: Partial<CreateAccessCode> = {}): CreateAccessCode => ({
  deviceId,
  prefersNativeScheduling: true,
  allowsExternalModification: false,
  attemptForOfflineDevice: true,
  isOffline: false,
  isOneTimeUse: false,
  usesBackupPool: false,
  ...more,
});
const create = (deviceId: DeviceId, more: Partial<CreateAccessCode> = {}) =>
  createAccessCode(desk, desk.workspace, wish(deviceId, more));
async function created(deviceId: DeviceId, more: Partial<CreateAccessCode> = {}): Promise<AccessCode> {
  const answer = await create(deviceId, more);
  if (isProblem(answer)) throw new Error(answer.message);
  return answer.view.code;
}
function refused(answer: unknown): Problem {
  if (!isProblem(answer)) throw new Error("It was granted.");
  return answer;
}
const eventsOf = (code: AccessCode) =>
  listEvents(desk, desk.workspace, { since: 0, accessCodeIds: [code.id], limit: 100, offset: 0 });
async function countCodes(device: DeviceId): Promise<number> {
  const [row] = await desk.store.db.query<{ count: string }>(
    "select count(*) from access_codes where device_id = $1 and retired_at is null and gone_at is null",
    [device],
  );
  return Number(row?.count);
}

test("a created code is kept as it was asked for, and the lock is due at once", async () => {
  const device = await addDevice(desk);
  const window = { startsAt: desk.runtime.now() + day, endsAt: desk.runtime.now() + 3 * day };
  const answer = await create(device, {
    name: "  Ann 🗝 ",
    digits: "7294",
    ...window,
    allowsExternalModification: true,
  });
  if (isProblem(answer)) throw new Error(answer.message);
  const kept = await getAccessCode(desk, desk.workspace, { accessCodeId: answer.view.code.id });
  expect(kept).toEqual(answer.view);
  expect(answer.view.code).toMatchObject({ name: "  Ann 🗝 ", window, version: 1, allowsExternalModification: true });
  expect(answer.view.code.pin?.reveal()).toBe("7294");
  expect(answer.view.code.onLock).toBeUndefined();
  expect(await dueOf(desk, device)).toBe(desk.runtime.now());
  expect(desk.nudged).toContain(device);
});

test("its attempt has succeeded, and can be asked about together with the code", async () => {
  const answer = await create(await addDevice(desk));
  if (isProblem(answer)) throw new Error(answer.message);
  const attempt = await getActionAttempt(desk, desk.workspace, answer.attempt.id);
  expect(attempt).toEqual({ attempt: answer.attempt, view: answer.view });
  expect(answer.attempt).toMatchObject({ type: "CREATE_ACCESS_CODE", state: { kind: "success" } });
});

test("its first two events tell of the creation and of what was asked for, counted from one", async () => {
  const device = await addDevice(desk);
  const events = await eventsOf(await created(device));
  expect(events.map(({ type, ordinal }) => [ordinal, type])).toEqual([
    [1, "access_code.created"],
    [2, "access_code.mutations_requested"],
  ]);
  expect(events[1]?.payload).toEqual({ requested_mutations: [{ mutation_code: "creating" }] });
  expect(events[0]).toMatchObject({ deviceId: device, accountId: desk.account, occurredAt: desk.runtime.now() });
});

test("after the device was loaded, a create is one statement", async () => {
  const device = await addDevice(desk);
  await desk.store.keysOf(desk.workspace);
  const texts: string[] = [];
  const { db } = desk.store;
  const counting: TestDesk["store"]["db"] = {
    ...db,
    query: (statement, values) => {
      texts.push(typeof statement === "string" ? statement : statement.name);
      return db.query(statement, values);
    },
  };
  await createAccessCode({ ...desk, store: { ...desk.store, db: counting } }, desk.workspace, wish(device));
  expect(texts).toEqual(["load-for-code", "create-code"]);
});

describe("a PIN that is known on the lock", () => {
  test("is refused, and the caller is told which code has it", async () => {
    const device = await addDevice(desk);
    const first = await created(device, { digits: "7294" });
    const problem = refused(await create(device, { digits: "7294" }));
    expect(problem).toMatchObject({ problem: "duplicate_access_code", param: "code" });
    expect(problem.data).toEqual({ device_id: device, managed_access_code_id: first.id });
    expect(JSON.stringify(problem)).not.toContain("7294");
    expect(await countCodes(device)).toBe(1);
  });

  test("is refused where a foreign code has it", async () => {
    const device = await addDevice(desk);
    const foreign = await addForeignCode(desk, device, { digits: "7294" });
    const problem = refused(await create(device, { digits: "7294" }));
    expect(problem.data).toEqual({ device_id: device, unmanaged_access_code_id: foreign });
  });

  test("is refused where a code that is being changed still has it at the lock", async () => {
    const device = await addDevice(desk);
    const changing = await created(device, { digits: "5821" });
    await putOnLock(desk, changing.id, "7294");
    expect(refused(await create(device, { digits: "7294" })).problem).toBe("duplicate_access_code");
  });

  test("is taken once the code that has it is on its way out", async () => {
    const device = await addDevice(desk);
    const leaving = await created(device, { digits: "7294" });
    await putOnLock(desk, leaving.id, "7294");
    await deleteAccessCode(desk, desk.workspace, { accessCodeId: leaving.id });
    expect((await created(device, { digits: "7294" })).pin?.reveal()).toBe("7294");
  });

  test("is free on another lock", async () => {
    await created(await addDevice(desk), { digits: "7294" });
    await created(await addDevice(desk), { digits: "7294" });
  });

  test("is won by exactly one of ten who ask at the same time", async () => {
    const device = await addDevice(desk);
    const answers = await Promise.all(Array.from({ length: 10 }, () => create(device, { digits: "7294" })));
    expect(answers.filter((answer) => !isProblem(answer))).toHaveLength(1);
    expect(answers.filter(isProblem).map((one) => one.problem)).toEqual(Array(9).fill("duplicate_access_code"));
    expect(await countCodes(device)).toBe(1);
    const events = await desk.store.db.query("select 1 from events where device_id = $1", [device]);
    expect(events).toHaveLength(2);
  });
});

describe("a lock whose codes may share a PIN when their windows never meet", () => {
  const stay = (from: number, to: number) => ({
    digits: "7294",
    startsAt: desk.runtime.now() + from,
    endsAt: desk.runtime.now() + to,
  });
  const sharing = () => addDevice(desk, { capabilities: { sharesPinAcrossWindows: true } });

  test("takes one after the other and refuses what meets either", async () => {
    const device = await sharing();
    await created(device, stay(day, 2 * day));
    await created(device, stay(2 * day, 3 * day));
    expect(refused(await create(device, stay(day + hour, day + 2 * hour))).problem).toBe("duplicate_access_code");
    expect(refused(await create(device, { digits: "7294" })).problem).toBe("duplicate_access_code");
    expect(await countCodes(device)).toBe(2);
  });

  test("has one winner among ten meeting windows asked for at the same time", async () => {
    const device = await sharing();
    const windows = Array.from({ length: 10 }, (_, index) => stay(day + index * hour, 2 * day + index * hour));
    const answers = await Promise.all(windows.map((window) => create(device, window)));
    expect(answers.filter((answer) => !isProblem(answer))).toHaveLength(1);
    expect(await countCodes(device)).toBe(1);
  });
});

describe("a PIN that we choose", () => {
  test("is not one that is or was lately known on the lock", async () => {
    const capabilities = { codeLengths: [4], constraints: [{ type: "cannot_contain_0789" as const }] };
    const device = await addDevice(desk, { capabilities });
    const digits = new Set<string>();
    for (let count = 0; count < 60; count += 1) {
      await desk.runtime.advance(limitSpanMs / mostInAMinute.create);
      const code = await created(device);
      digits.add(code.pin?.reveal() ?? "none");
      await desk.store.db.query(
        "update access_codes set retired_at = created_at, retired_because = 'deleted', gone_at = created_at where access_code_id = $1",
        [code.id],
      );
    }
    expect(digits.size).toBe(60);
  });

  test("may be one that was last known on the lock long ago", async () => {
    const device = await addDevice(desk);
    const before = await created(device, { digits: "72941" });
    const longAgo = new Date(desk.runtime.now() - 91 * day);
    await desk.store.db.query("update access_codes set retired_at = $2, gone_at = $2 where access_code_id = $1", [
      before.id,
      longAgo,
    ]);
    const bytes = [7, 2, 9, 4, 1];
    const scripted = {
      ...desk,
      runtime: {
        ...desk.runtime,
        randomBytes: (count: number) =>
          bytes.length > 0 ? Uint8Array.from(bytes.splice(0, count)) : desk.runtime.randomBytes(count),
      },
    };
    const answer = await createAccessCode(scripted, desk.workspace, wish(device));
    expect(!isProblem(answer) && answer.view.code.pin?.reveal()).toBe("72941");
  });

  test("gets longer with the number of codes that are live together", async () => {
    const device = await addDevice(desk);
    expect((await created(device)).pin?.length).toBe(5);
    expect((await created(device)).pin?.length).toBe(6);
    for (let count = 2; count < 10; count += 1) await created(device);
    await desk.runtime.advance(limitSpanMs);
    expect((await created(device)).pin?.length).toBe(7);
    expect((await created(device, { preferredLength: 4 })).pin?.length).toBe(4);
  });

  test("is left to a provider that insists on choosing", async () => {
    const device = await addDevice(desk, { capabilities: { constraints: [{ type: "cannot_specify_pin_code" }] } });
    expect((await created(device)).pin).toBeUndefined();
    expect((await created(device)).pin).toBeUndefined();
  });

  test("can be had without a code, and is not reserved", async () => {
    const device = await addDevice(desk);
    const generated = await generateCode(desk, desk.workspace, { deviceId: device });
    if (isProblem(generated)) throw new Error(generated.message);
    expect(generated.deviceId).toBe(device);
    expect((await created(device, { digits: generated.pin.reveal() })).pin?.equals(generated.pin)).toBe(true);
    expect(await countCodes(device)).toBe(1);
  });
});

test("codes of one common key share one PIN, also when they are asked for at the same time", async () => {
  const devices = [await addDevice(desk), await addDevice(desk), await addDevice(desk)];
  const codes = await Promise.all(devices.map((device) => created(device, { commonCodeKey: "party" })));
  expect(new Set(codes.map((code) => code.pin?.reveal())).size).toBe(1);
  const other = refused(await create(await addDevice(desk), { commonCodeKey: "party", digits: "0000" }));
  expect(other).toMatchObject({ problem: "invalid_input", param: "code" });
});

test("a lock that is known to be full is told at once", async () => {
  const device = await addDevice(desk, { capabilities: { maxCodes: 2 } });
  await created(device);
  await addForeignCode(desk, device);
  const problem = refused(await create(device));
  expect(problem.problem).toBe("no_space_for_access_code_on_device");
  expect(await countCodes(device)).toBe(2);
});

test("a device that is not there, or another workspace's, is not found", async () => {
  const nobody = desk.runtime.uuid() as DeviceId;
  expect(refused(await create(nobody))).toMatchObject({ problem: "device_not_found", data: { device_id: nobody } });
  const device = await addDevice(desk);
  const stranger = (await createWorkspace(desk, { name: "Other", isSandbox: false })).id;
  expect(refused(await createAccessCode(desk, stranger, wish(device))).problem).toBe("device_not_found");
  const code = await created(device);
  expect(refused(await getAccessCode(desk, stranger, { accessCodeId: code.id })).problem).toBe("access_code_not_found");
  expect(refused(await deleteAccessCode(desk, stranger, { accessCodeId: code.id })).problem).toBe(
    "access_code_not_found",
  );
  const listed = await listAccessCodes(desk, stranger, { deviceId: device, page: { limit: 10, after: undefined } });
  expect(listed.items).toEqual([]);
  expect(refused(await generateCode(desk, stranger, { deviceId: device })).problem).toBe("device_not_found");
});

test("no PIN stands readable in the database or in a log line", async () => {
  const device = await addDevice(desk);
  const code = await created(device, { digits: "90817263" });
  await deleteAccessCode(desk, desk.workspace, { accessCodeId: code.id });
  const rows = await desk.store.db.query<{ text: string }>(
    "select to_jsonb(t)::text as text from access_codes t union all select to_jsonb(t)::text from events t union all select to_jsonb(t)::text from action_attempts t",
  );
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.filter((row) => row.text.includes("90817263"))).toEqual([]);
  // Nor as the bytes of its letters, which is how PostgreSQL prints what it does not know.
  expect(rows.filter((row) => row.text.includes(Buffer.from("90817263").toString("hex")))).toEqual([]);
  expect(JSON.stringify(desk.runtime.logged)).not.toContain("90817263");
});
