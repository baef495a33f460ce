import { describe, expect, test } from "vitest";
import { anyCapabilities } from "#test/support/any-capabilities.ts";
import { admit, type CodeWish, type Occupant } from "./admit.ts";
import type { Capabilities } from "./capabilities.ts";
import type { Device, DeviceReport } from "./device.ts";
import type { ConnectedAccountId, DeviceId, NativeId, WorkspaceId } from "./ids.ts";
import { isProblem } from "./problem.ts";

const now = Date.UTC(2026, 0, 15, 12);
const hour = 3_600_000;
const day = 24 * hour;

const wish = (more: Partial<CodeWish> = {}): CodeWish => ({
  digits: "7294",
  startsAt: undefined,
  endsAt: undefined,
  prefersNativeScheduling: true,
  attemptForOfflineDevice: true,
  isOffline: false,
  isOneTimeUse: false,
  usesBackupPool: false,
  ...more,
});

const device = (
  capabilities: Partial<Capabilities> = {},
  { report = {}, ...more }: Partial<Omit<Device, "report">> & { report?: Partial<DeviceReport> } = {},
): Device => ({
  id: "device" as DeviceId,
  workspaceId: "workspace" as WorkspaceId,
  accountId: "account" as ConnectedAccountId,
  isManaged: true,
  nickname: undefined,
  customMetadata: {},
  observedAt: undefined,
  unreachableSince: undefined,
  removedSince: undefined,
  createdAt: now,
  ...more,
  report: {
    nativeId: "lock-1" as NativeId,
    kind: "lock",
    deviceType: "schlage_lock",
    name: "Front door",
    modelName: "Encode",
    manufacturer: "schlage",
    disconnected: undefined,
    batteryLevel: 1,
    locked: true,
    doorOpen: undefined,
    timeZone: undefined,
    clockErrorMs: undefined,
    hasKeypad: true,
    ...report,
    capabilities: { ...anyCapabilities, ...capabilities },
  },
});

const occupant = (more: Partial<Occupant> = {}): Occupant => ({
  isManaged: true,
  isOnLock: false,
  window: undefined,
  prefersNativeScheduling: true,
  ...more,
});

/** The problem and the field at fault. */
function refusalOf(answer: ReturnType<typeof admit>) {
  return isProblem(answer) ? [answer.problem, answer.param] : "admitted";
}

test("a code that the lock takes is admitted with its PIN and its window", () => {
  const window = { startsAt: now, endsAt: now + day };
  const answer = admit(wish(window), device(), [], now);
  expect(answer).toMatchObject({ window, liveCodes: 1 });
  expect(!isProblem(answer) && answer.pin?.reveal()).toBe("7294");
});

describe("a device that codes cannot be written to", () => {
  test.each([
    ["is unmanaged", device({}, { isManaged: false }), "device_unmanaged"],
    ["was removed from its account", device({}, { removedSince: now - day }), "invalid_input"],
    ["never takes online codes", device({ programsOnlineCodes: undefined }), "invalid_input"],
    ["cannot take online codes at present", device({ programsOnlineCodes: false }), "invalid_input"],
    ["is a hub", device({}, { report: { kind: "hub" } }), "invalid_input"],
  ])("%s, and the code is refused", (_why, target, expected) => {
    const answer = admit(wish(), target, [], now);
    expect(isProblem(answer) && answer.problem).toBe(expected);
    expect(isProblem(answer) && answer.data).toEqual({ device_id: "device" });
  });

  test("is offline: then the code waits for it, unless the caller does not want to wait", () => {
    const offline = device({}, { report: { disconnected: "device_disconnected" } });
    expect(refusalOf(admit(wish(), offline, [], now))).toBe("admitted");
    expect(refusalOf(admit(wish({ attemptForOfflineDevice: false }), offline, [], now))).toEqual([
      "invalid_input",
      "device_id",
    ]);
  });
});

describe("a wish that the contract forbids", () => {
  const times = (startsAt: number | undefined, endsAt: number | undefined) => wish({ startsAt, endsAt });
  test.each([
    ["letters for digits", wish({ digits: "12a4" }), "code"],
    ["a length that the lock does not take", wish({ digits: "123" }), "code"],
    ["a start without an end", times(now, undefined), "ends_at"],
    ["an end without a start", times(undefined, now + day), "starts_at"],
    ["an end at its start", times(now + day, now + day), "ends_at"],
    ["an end before its start", times(now + day, now + hour), "ends_at"],
    ["an end in the past", times(now - day, now), "ends_at"],
    ["an offline code", wish({ isOffline: true }), "is_offline_access_code"],
    ["an online code for one use", wish({ isOneTimeUse: true }), "is_one_time_use"],
    ["the backup pool for an ongoing code", wish({ usesBackupPool: true }), "use_backup_access_code_pool"],
  ])("has %s, and is refused by name of the field", (_what, asked, param) => {
    expect(refusalOf(admit(asked, device(), [], now))).toEqual(["invalid_input", param]);
  });

  test("starts in the past: only a lock that cannot do that refuses it", () => {
    const started = wish({ startsAt: now - hour, endsAt: now + hour });
    expect(refusalOf(admit(started, device(), [], now))).toBe("admitted");
    const strict = device({ constraints: [{ type: "start_date_in_future" }] });
    expect(refusalOf(admit(started, strict, [], now))).toEqual(["invalid_input", "starts_at"]);
  });

  test("names a PIN where the provider chooses it, and is admitted without one", () => {
    const chooses = device({ constraints: [{ type: "cannot_specify_pin_code" }] });
    expect(refusalOf(admit(wish(), chooses, [], now))).toEqual(["invalid_input", "code"]);
    expect(admit(wish({ digits: undefined }), chooses, [], now)).toMatchObject({ pin: undefined });
  });
});

test("no sentence of a refusal holds the PIN", () => {
  const strict = device({ constraints: [{ type: "no_zeros" }, { type: "no_all_same_digits" }], codeLengths: [6] });
  const answer = admit(wish({ digits: "0000" }), strict, [], now);
  expect(isProblem(answer) && answer.message).toMatch(/6 digits.*digit 0.*single digit/);
  expect(JSON.stringify(answer)).not.toContain("0000");
});

describe("a lock with two places", () => {
  const two = device({ maxCodes: 2 });
  const stay = (from: number, to: number) => ({ startsAt: now + from, endsAt: now + to });
  const booked = (from: number, to: number) => occupant({ window: stay(from, to) });

  test("holds two ongoing codes and refuses the third", () => {
    expect(admit(wish(), two, [occupant()], now)).toMatchObject({ liveCodes: 2 });
    const full = admit(wish(), two, [occupant(), occupant()], now);
    expect(isProblem(full) && full.problem).toBe("no_space_for_access_code_on_device");
  });

  test("holds foreign codes too, whatever window they show", () => {
    const foreign = occupant({ isManaged: false, isOnLock: true, window: stay(-2 * day, -day) });
    const full = admit(wish(), two, [foreign, foreign], now);
    expect(isProblem(full) && full.problem).toBe("no_space_for_access_code_on_device");
  });

  test("takes any number of stays as long as no three of them meet, the days before each included", () => {
    const stays = [booked(0, day), booked(10 * day, 11 * day), booked(20 * day, 21 * day), booked(30 * day, 31 * day)];
    expect(admit(wish(stay(20 * day, 21 * day)), two, stays, now)).toMatchObject({ liveCodes: 2 });
    // Its lock keeps windows itself and gets each code 72 hours ahead, which is when this one would be the third.
    const met = admit(wish(stay(22 * day, 40 * day)), two, [...stays, booked(23 * day, 24 * day)], now);
    expect(isProblem(met) && met.problem).toBe("no_space_for_access_code_on_device");
  });

  test("lets a code that stands on it keep its place until its end", () => {
    const early = occupant({ window: stay(30 * day, 31 * day), isOnLock: true });
    expect(admit(wish(), two, [early], now)).toMatchObject({ liveCodes: 2 });
    const full = admit(wish(stay(day, 2 * day)), two, [early, early], now);
    expect(isProblem(full) && full.problem).toBe("no_space_for_access_code_on_device");
  });
});
