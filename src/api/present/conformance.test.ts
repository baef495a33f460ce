import fc from "fast-check";
import { expect, test } from "vitest";
import type { AccessCodeView } from "#app/views.ts";
import type { AccessCode, OnLock } from "#domain/access-code.ts";
import type { ActionAttempt, ActionType } from "#domain/action-attempt.ts";
import type { Capabilities } from "#domain/capabilities.ts";
import type { Device } from "#domain/device.ts";
import type { Event } from "#domain/event.ts";
import type { ActionAttemptId, EventId } from "#domain/ids.ts";
import { judgeResource } from "#test/support/contract-schemas.ts";
import { account, code, device, hour, minute, noon, pin, standing } from "#test/support/domain-values.ts";
import { presentAccessCode } from "./access-code.ts";
import { presentActionAttempt } from "./action-attempt.ts";
import { presentDevice, presentUnmanagedDevice } from "./device.ts";
import { isPresentableEvent, presentEvent } from "./event.ts";
import { presentUnmanagedAccessCode } from "./unmanaged-access-code.ts";

const maybe = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined });
const instant = fc.integer({ min: noon - 72 * hour, max: noon + 72 * hour });
const somePin = fc.constantFrom("1357", "246810", "000000000").map(pin);
const someWindow = fc
  .record({ startsAt: instant, length: fc.integer({ min: minute, max: 48 * hour }) })
  .map(({ startsAt, length }) => ({
    startsAt,
    endsAt: startsAt + length,
  }));

const someCapabilities: fc.Arbitrary<Partial<Capabilities>> = fc.record({
  programsOnlineCodes: maybe(fc.boolean()),
  programsOfflineCodes: maybe(fc.boolean()),
  locksRemotely: maybe(fc.boolean()),
  maxCodes: maybe(fc.integer({ min: 1, max: 250 })),
  codeLengths: fc.constantFrom([], [4], [4, 5, 6, 7, 8]),
  schedulesNatively: fc.boolean(),
  convertsUnmanaged: fc.boolean(),
  deletesUnmanaged: fc.boolean(),
  constraints: fc.constantFrom<Capabilities["constraints"]>(
    [],
    [{ type: "no_zeros" }, { type: "unique_first_four_digits" }, { type: "no_all_same_digits" }],
    [{ type: "name_length", max: 14 }, { type: "name_must_be_unique" }],
  ),
});

const someDevice: fc.Arbitrary<Device> = fc
  .record({
    capabilities: someCapabilities,
    nickname: maybe(fc.string()),
    removedSince: maybe(instant),
    unreachableSince: maybe(instant),
    report: fc.record({
      disconnected: maybe(fc.constantFrom("device_disconnected" as const, "hub_disconnected" as const)),
      batteryLevel: maybe(fc.double({ min: 0, max: 1, noNaN: true })),
      locked: maybe(fc.boolean()),
      doorOpen: maybe(fc.boolean()),
      timeZone: maybe(fc.constant("Europe/Berlin")),
      hasKeypad: fc.boolean(),
    }),
  })
  .map(({ capabilities, report, ...rest }) => {
    const plain = device(capabilities, { ...rest, customMetadata: { floor: "2", vip: true } });
    return { ...plain, report: { ...plain.report, ...report } };
  });

const someOnLock = (wanted: AccessCode): fc.Arbitrary<OnLock | undefined> =>
  maybe(
    fc.record({
      label: maybe(fc.string()),
      pin: maybe(somePin),
      window: maybe(someWindow),
      state: fc.constantFrom("on_lock" as const, "arriving" as const, "leaving" as const),
    }),
  ).map((more) => (more === undefined ? undefined : standing(wanted, "1", more)));

const someCode: fc.Arbitrary<AccessCode> = fc
  .record({
    name: maybe(fc.string()),
    pin: maybe(somePin),
    window: maybe(someWindow),
    wantedSince: instant,
    retired: maybe(fc.record({ at: instant, because: fc.constantFrom("deleted" as const, "ended" as const) })),
    confirmed: maybe(fc.record({ pin: maybe(somePin), name: maybe(fc.string()), window: maybe(someWindow) })),
    externalChange: maybe(
      fc.record({
        changeType: fc.constantFrom("modified" as const, "removed" as const),
        at: instant,
        version: fc.integer({ min: 1, max: 2 }),
      }),
    ),
    trouble: maybe(
      fc.record({
        doing: fc.constantFrom("set" as const, "clear" as const),
        kind: fc.constantFrom("refused" as const, "failed" as const),
        because: fc.constantFrom("duplicate" as const, "full" as const, "constraint" as const, "unreachable" as const),
        detail: fc.constant("The lock said no."),
        since: instant,
        lastAt: instant,
        tries: fc.integer({ min: 1, max: 9 }),
        retryAt: maybe(instant),
        version: fc.integer({ min: 1, max: 2 }),
      }),
    ),
  })
  .map((more) => code(more as Partial<AccessCode>))
  .chain((wanted) => someOnLock(wanted).map((onLock) => ({ ...wanted, onLock })));

const someView: fc.Arbitrary<AccessCodeView> = fc
  .record({ code: someCode, device: someDevice, disconnectedSince: maybe(instant) })
  .map(({ disconnectedSince, ...rest }) => ({ ...rest, account: { ...account, disconnectedSince } }));

test("a managed code in any state is an access code of the contract", () => {
  fc.assert(
    fc.property(someView, instant, (view, now) => {
      expect(judgeResource("access_code", presentAccessCode(view, now))).toEqual([]);
    }),
  );
});

test("a foreign code in any state is an unmanaged access code of the contract", () => {
  fc.assert(
    fc.property(someView, instant, (view, now) => {
      const foreign = { ...view, code: { ...view.code, isManaged: false } };
      expect(judgeResource("unmanaged_access_code", presentUnmanagedAccessCode(foreign, now))).toEqual([]);
    }),
  );
});

test("a lock in any state is a device of the contract, managed or not", () => {
  fc.assert(
    fc.property(someView, (view) => {
      expect(judgeResource("device", presentDevice(view, noon))).toEqual([]);
      expect(judgeResource("unmanaged_device", presentUnmanagedDevice(view, noon))).toEqual([]);
    }),
  );
});

test("an action attempt of any kind in any state is one of the contract", () => {
  const types: readonly ActionType[] = [
    "LOCK_DOOR",
    "UNLOCK_DOOR",
    "SIMULATE_KEYPAD_CODE_ENTRY",
    "SIMULATE_MANUAL_LOCK_VIA_KEYPAD",
    "CREATE_ACCESS_CODE",
    "UPDATE_ACCESS_CODE",
    "DELETE_ACCESS_CODE",
  ];
  const states: readonly ActionAttempt["state"][] = [
    { kind: "pending" },
    { kind: "success", wasConfirmedByDevice: undefined },
    { kind: "success", wasConfirmedByDevice: false },
    { kind: "error", type: "action_attempt_expired", message: "Nobody turned it in time." },
  ];
  for (const type of types) {
    for (const state of states) {
      for (const view of [undefined, { code: code(), device: device(), account }]) {
        const attempt = { ...anAttempt, type, state };
        expect(judgeResource("action_attempt", presentActionAttempt({ attempt, view }, noon))).toEqual([]);
      }
    }
  }
});

const anAttempt: ActionAttempt = {
  id: "00000000-0000-4000-8000-0000000000a1" as ActionAttemptId,
  workspaceId: account.workspaceId,
  type: "LOCK_DOOR",
  deviceId: device().id,
  accessCodeId: undefined,
  createdAt: noon,
  state: { kind: "pending" },
};

const anEvent: Event = {
  id: "00000000-0000-4000-8000-0000000000e1" as EventId,
  workspaceId: account.workspaceId,
  type: "access_code.created",
  occurredAt: noon,
  createdAt: noon,
  ordinal: 1,
  deviceId: device().id,
  accessCodeId: code().id,
  accountId: account.id,
};

test.for<[Partial<Event>, object]>([
  [{ type: "access_code.created" }, {}],
  [{ type: "access_code.set_on_device", secret: { code: "1357" } }, { code: "1357" }],
  [{ type: "access_code.deleted", secret: { code: null } }, { code: null }],
  [{ type: "lock.unlocked", payload: { method: "keycode" } }, { method: "keycode" }],
  [{ type: "lock.unlocked", payload: { method: "card" } }, { method: "unknown" }],
  [{ type: "lock.locked", payload: { method: "remote" } }, { method: "unknown" }],
  [{ type: "lock.locked", payload: { method: "remote" }, actionAttemptId: anAttempt.id }, { method: "seamapi" }],
  [{ type: "device.disconnected", accessCodeId: undefined, payload: { error_code: "hub_disconnected" } }, {}],
])("%o is an event of the contract", ([more, shown]) => {
  const presented = presentEvent({ ...anEvent, ...more });
  expect(judgeResource("event", presented)).toEqual([]);
  expect(presented).toMatchObject(shown);
});

test("a fact whose type the contract does not know stays within", () => {
  expect(isPresentableEvent({ ...anEvent, type: "access_code.mutations_requested" })).toBe(false);
  expect(isPresentableEvent(anEvent)).toBe(true);
});

test("a lock that cannot be reached shows neither its bolt nor its battery", () => {
  const lock = device({}, {});
  const away = { ...lock, report: { ...lock.report, disconnected: "device_disconnected" as const } };
  const shown = presentDevice({ device: away, account }, noon);
  expect(shown.properties).toMatchObject({ online: false });
  expect(Object.keys(shown.properties)).not.toEqual(expect.arrayContaining(["locked"]));
  expect(shown.properties.battery_level).toBeUndefined();
  expect(shown.errors).toMatchObject([{ error_code: "device_disconnected", is_device_error: true }]);
});

test("an account's error on a device and on a code says whose it is", () => {
  const parted = { ...account, disconnectedSince: noon };
  const flags = { error_code: "account_disconnected", is_connected_account_error: true, is_device_error: false };
  expect(presentDevice({ device: device(), account: parted }, noon).errors).toMatchObject([flags]);
  expect(presentAccessCode({ code: code(), device: device(), account: parted }, noon).errors).toMatchObject([flags]);
});

test("what a lock cannot do at all has no flag, and what it cannot do now is false", () => {
  const shown = presentDevice(
    { device: device({ programsOnlineCodes: false, locksRemotely: undefined }), account },
    noon,
  );
  expect(shown.can_program_online_access_codes).toBe(false);
  expect("can_remotely_lock" in shown).toBe(false);
  expect(shown.can_remotely_unlock).toBe(true);
});

test("pictures come from the answer itself", () => {
  expect(presentDevice({ device: device(), account }, noon).properties.image_url).toMatch(/^data:image\/svg\+xml,/);
});

test("the name on the lock is shown beside our own", () => {
  const wanted = code({ name: "Family Ångström, 3rd floor" });
  const view = {
    code: { ...wanted, onLock: standing(wanted, "1", { label: "Family Angst" }) },
    device: device(),
    account,
  };
  expect(presentAccessCode(view, noon)).toMatchObject({
    name: "Family Ångström, 3rd floor",
    appearance: { name: "Family Angst" },
  });
});
