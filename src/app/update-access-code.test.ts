import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AccessCode } from "#domain/access-code.ts";
import type { AccessCodeId, DeviceId } from "#domain/ids.ts";
import { isProblem, type Problem } from "#domain/problem.ts";
import { addDevice, addForeignCode, dueOf, openTestDesk, putOnLock, type TestDesk } from "#test/support/desk.ts";
import { createAccessCode, deleteAccessCode, getAccessCode, updateAccessCode } from "./access-codes.ts";
import { listEvents } from "./events.ts";
import type { CreateAccessCode, UpdateAccessCode } from "./requests.ts";
import { getUnmanagedAccessCode } from "./unmanaged-access-codes.ts";

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const hour = 3_600_000;
const day = 24 * hour;

async function created(deviceId: DeviceId, more: Partial<CreateAccessCode> = {}): Promise<AccessCode> {
  const answer = await createAccessCode(desk, desk.workspace, {
    deviceId,
    name: "Ann",
    prefersNativeScheduling: true,
    allowsExternalModification: false,
    attemptForOfflineDevice: true,
    isOffline: false,
    isOneTimeUse: false,
    usesBackupPool: false,
    ...more,
  });
  if (isProblem(answer)) throw new Error(answer.message);
  return answer.view.code;
}
const update = (code: AccessCode, change: Omit<UpdateAccessCode, "accessCodeId">) =>
  updateAccessCode(desk, desk.workspace, { accessCodeId: code.id, ...change });
const remove = (code: AccessCode) => deleteAccessCode(desk, desk.workspace, { accessCodeId: code.id });
async function reread(id: AccessCodeId): Promise<AccessCode> {
  const view = await getAccessCode(desk, desk.workspace, { accessCodeId: id });
  if (isProblem(view)) throw new Error(view.message);
  return view.code;
}
function refused(answer: unknown): Problem {
  if (!isProblem(answer)) throw new Error("It was granted.");
  return answer;
}
const eventsOf = (code: AccessCode) =>
  listEvents(desk, desk.workspace, { since: 0, accessCodeIds: [code.id], limit: 100, offset: 0 });
async function rest(device: DeviceId): Promise<void> {
  await desk.store.db.query("update devices set next_due_at = null where device_id = $1", [device]);
}

describe("a changed code", () => {
  test("is wanted anew as a whole: the version counts up, the lock is due, and the caller's other words stay", async () => {
    const device = await addDevice(desk);
    const window = { startsAt: desk.runtime.now() + day, endsAt: desk.runtime.now() + 2 * day };
    const code = await created(device, { digits: "7294", ...window });
    await rest(device);
    await desk.runtime.advance(hour);
    const answer = await update(code, { name: "Bob" });
    expect(!isProblem(answer) && answer.attempt).toMatchObject({ type: "UPDATE_ACCESS_CODE", accessCodeId: code.id });
    const now = await reread(code.id);
    expect(now).toEqual({ ...code, name: "Bob", version: 2, wantedSince: desk.runtime.now() });
    expect(await dueOf(desk, device)).toBe(desk.runtime.now());
  });

  test("tells what was asked for, with the PINs sealed", async () => {
    const code = await created(await addDevice(desk), { digits: "7294" });
    const endsAt = desk.runtime.now() + 2 * day;
    const startsAt = desk.runtime.now() + day;
    await update(code, { digits: "58213", name: "Bob", startsAt, endsAt });
    const event = (await eventsOf(code)).at(-1);
    expect(event).toMatchObject({ type: "access_code.mutations_requested", ordinal: 3, payload: {} });
    expect(event?.secret).toEqual({
      requested_mutations: [
        { mutation_code: "updating_code", from: { code: "7294" }, to: { code: "58213" } },
        { mutation_code: "updating_name", from: { name: "Ann" }, to: { name: "Bob" } },
        {
          mutation_code: "updating_time_frame",
          from: { starts_at: null, ends_at: null },
          to: { starts_at: new Date(startsAt).toISOString(), ends_at: new Date(endsAt).toISOString() },
        },
      ],
    });
    const [row] = await desk.store.db.query<{ text: string }>(
      "select to_jsonb(events)::text as text from events where event_id = $1",
      [event?.id],
    );
    expect(row?.text).not.toContain("58213");
  });

  test("that is asked for what it is already succeeds and stays as it is", async () => {
    const device = await addDevice(desk);
    const window = { startsAt: desk.runtime.now() - day, endsAt: desk.runtime.now() + hour };
    const code = await created(device, { digits: "7294", ...window });
    await desk.runtime.advance(2 * hour);
    const answer = await update(code, { name: "Ann", digits: "7294", ...window, type: "time_bound" });
    expect(isProblem(answer)).toBe(false);
    expect(await reread(code.id)).toEqual(code);
    expect(await eventsOf(code)).toHaveLength(2);
  });

  test("may be let to others to change without being wanted anew", async () => {
    const code = await created(await addDevice(desk));
    await update(code, { allowsExternalModification: true });
    expect(await reread(code.id)).toEqual({ ...code, allowsExternalModification: true });
  });

  test("becomes ongoing when it is asked to, and time-bound when it gets both ends", async () => {
    const window = { startsAt: desk.runtime.now() + day, endsAt: desk.runtime.now() + 2 * day };
    const code = await created(await addDevice(desk), window);
    await update(code, { name: "Still time-bound" });
    expect((await reread(code.id)).window).toEqual(window);
    await update(code, { type: "ongoing" });
    expect((await reread(code.id)).window).toBeUndefined();
    await update(code, { type: "time_bound", ...window });
    expect((await reread(code.id)).window).toEqual(window);
    await update(code, { endsAt: window.endsAt + day });
    expect((await reread(code.id)).window).toEqual({ ...window, endsAt: window.endsAt + day });
  });
});

describe("a change that the contract forbids is refused, and the code stays:", () => {
  const wrong: readonly [string, () => Omit<UpdateAccessCode, "accessCodeId">, string][] = [
    ["one end for an ongoing code", () => ({ endsAt: desk.runtime.now() + day }), "starts_at"],
    ["time-bound without a time", () => ({ type: "time_bound" }), "type"],
    ["ongoing with an end", () => ({ type: "ongoing", endsAt: desk.runtime.now() + day }), "type"],
    [
      "an end in the past",
      () => ({ startsAt: desk.runtime.now() - day, endsAt: desk.runtime.now() - hour }),
      "ends_at",
    ],
    ["a PIN of three digits", () => ({ digits: "123" }), "code"],
  ];
  test.each(wrong)("%s", async (_what, change, param) => {
    const code = await created(await addDevice(desk));
    expect(refused(await update(code, change()))).toMatchObject({ problem: "invalid_input", param });
    expect(await reread(code.id)).toEqual(code);
  });

  test("another code's PIN", async () => {
    const device = await addDevice(desk);
    const other = await created(device, { digits: "7294" });
    const code = await created(device, { digits: "5821" });
    expect(refused(await update(code, { digits: "7294" }))).toMatchObject({
      problem: "duplicate_access_code",
      data: { managed_access_code_id: other.id },
    });
    expect(await reread(code.id)).toEqual(code);
    expect(await eventsOf(code)).toHaveLength(2);
  });

  test("another PIN where the provider chooses it", async () => {
    const code = await created(
      await addDevice(desk, { capabilities: { constraints: [{ type: "cannot_specify_pin_code" }] } }),
    );
    expect(refused(await update(code, { digits: "7294" }))).toMatchObject({ problem: "invalid_input", param: "code" });
  });

  test("more time than a full lock has", async () => {
    const device = await addDevice(desk, { capabilities: { maxCodes: 1 } });
    const now = desk.runtime.now();
    const code = await created(device, { startsAt: now + 10 * day, endsAt: now + 11 * day });
    await created(device, { startsAt: now + 20 * day, endsAt: now + 21 * day });
    expect(refused(await update(code, { endsAt: now + 30 * day })).problem).toBe("no_space_for_access_code_on_device");
    expect(isProblem(await update(code, { endsAt: now + 12 * day }))).toBe(false);
  });

  test("a code of another device", async () => {
    const code = await created(await addDevice(desk));
    const other = await addDevice(desk);
    expect(refused(await update(code, { deviceId: other, name: "Bob" })).problem).toBe("access_code_not_found");
  });

  test("a foreign code", async () => {
    const foreign = await addForeignCode(desk, await addDevice(desk));
    expect(refused(await updateAccessCode(desk, desk.workspace, { accessCodeId: foreign, name: "Bob" })).problem).toBe(
      "access_code_not_found",
    );
  });
});

test("changes asked for at the same time all come to be, one after the other", async () => {
  const code = await created(await addDevice(desk), { digits: "7294" });
  const answers = await Promise.all([
    update(code, { name: "Bob" }),
    update(code, { digits: "5821" }),
    update(code, { startsAt: desk.runtime.now() + hour, endsAt: desk.runtime.now() + day }),
  ]);
  expect(answers.filter(isProblem)).toEqual([]);
  const after = await reread(code.id);
  expect(after).toMatchObject({ name: "Bob", version: 4, window: { endsAt: desk.runtime.now() + day } });
  expect(after.pin?.reveal()).toBe("5821");
  expect((await eventsOf(code)).map((event) => event.ordinal)).toEqual([1, 2, 3, 4, 5]);
});

test("a name may be changed although a stranger has taken the same PIN meanwhile", async () => {
  const device = await addDevice(desk);
  const code = await created(device, { digits: "7294" });
  await addForeignCode(desk, device, { digits: "7294" });
  expect(isProblem(await update(code, { name: "Bob" }))).toBe(false);
});

describe("a code that is no longer to be managed", () => {
  test("stays as it stands on the lock, and is unmanaged", async () => {
    const code = await created(await addDevice(desk), { digits: "7294", name: "A name that the lock cut short" });
    await putOnLock(desk, code.id, "7294");
    await update(code, { isManaged: false });
    expect(refused(await getAccessCode(desk, desk.workspace, { accessCodeId: code.id })).problem).toBe(
      "access_code_not_found",
    );
    const view = await getUnmanagedAccessCode(desk, desk.workspace, { accessCodeId: code.id });
    if (isProblem(view)) throw new Error(view.message);
    expect(view.code).toMatchObject({ isManaged: false, name: "On the lock", onLock: { place: `place-${code.id}` } });
    expect(view.code.pin?.reveal()).toBe("7294");
  });

  test("is gone where it never came to the lock, and that is told", async () => {
    const code = await created(await addDevice(desk), { digits: "7294" });
    await update(code, { isManaged: false });
    expect(refused(await getUnmanagedAccessCode(desk, desk.workspace, { accessCodeId: code.id })).problem).toBe(
      "access_code_not_found",
    );
    expect((await eventsOf(code)).at(-1)).toMatchObject({ type: "access_code.deleted", secret: { code: "7294" } });
  });
});

describe("a deleted code", () => {
  test("stays to be seen until it is off the lock, and the lock is due", async () => {
    const device = await addDevice(desk);
    const code = await created(device);
    await rest(device);
    const answer = await remove(code);
    expect(!isProblem(answer) && answer.attempt.type).toBe("DELETE_ACCESS_CODE");
    expect((await reread(code.id)).retired).toEqual({ at: desk.runtime.now(), because: "deleted" });
    expect(await dueOf(desk, device)).toBe(desk.runtime.now());
    expect((await eventsOf(code)).at(-1)).toMatchObject({
      type: "access_code.mutations_requested",
      payload: { requested_mutations: [{ mutation_code: "deleting" }] },
    });
  });

  test("is deleted once, however often it is asked for", async () => {
    const code = await created(await addDevice(desk));
    const answers = await Promise.all([remove(code), remove(code), remove(code)]);
    answers.push(await remove(code));
    expect(answers.filter(isProblem)).toEqual([]);
    expect(await eventsOf(code)).toHaveLength(3);
  });

  test("can no longer be changed", async () => {
    const code = await created(await addDevice(desk));
    await remove(code);
    expect(refused(await update(code, { name: "Bob" })).problem).toBe("invalid_input");
  });

  test("is not found once it is gone, or under another device", async () => {
    const code = await created(await addDevice(desk));
    const elsewhere = { accessCodeId: code.id, deviceId: await addDevice(desk) };
    expect(refused(await deleteAccessCode(desk, desk.workspace, elsewhere)).problem).toBe("access_code_not_found");
    await desk.store.db.query("update access_codes set gone_at = created_at where access_code_id = $1", [code.id]);
    expect(refused(await remove(code)).problem).toBe("access_code_not_found");
  });
});
