import { expect, test } from "vitest";
import type { NativeId } from "#domain/ids.ts";
import { logReader } from "./log.ts";

const device = "lock" as NativeId;
const since = Date.parse("2026-08-01T12:00:00.000Z");
const nobody = "ffffffff-ffff-ffff-ffff-ffffffffffff";

function entry(n: number, message: unknown, more: object = {}) {
  const createdAt = new Date(since + n * 1_000).toISOString();
  return { logId: `log-${n}`, deviceId: "lock", createdAt, message, ...more };
}

function said(eventCode: number, keypadUuid = nobody) {
  return { eventCode, action: 1, accessorUuid: nobody, keypadUuid };
}

test("entries come out oldest first, each once, and none from before", () => {
  const log = logReader(since);
  const page = [entry(2, said(2, "code")), entry(1, said(4)), entry(-1, said(7))];
  expect(log.news(device, page)).toMatchObject([
    { kind: "turned", to: "unlocked", method: "manual", place: undefined },
    { kind: "turned", to: "unlocked", method: "keycode", place: "code" },
  ]);
  expect(log.news(device, [entry(3, said(52)), ...page])).toMatchObject([{ kind: "turned", method: "card" }]);
});

test("a keypad that was switched off after wrong tries was denied", () => {
  expect(logReader(since).news(device, [entry(1, said(11))])).toMatchObject([{ kind: "denied", pin: undefined }]);
});

test("a log that was reset, another lock's entries and what is new to us tell nothing", () => {
  const log = logReader(since);
  const page = [
    entry(1, "RESET_LOGS"),
    entry(2, said(2), { deviceId: "other" }),
    entry(3, said(14)),
    entry(4, said(999)),
  ];
  expect(log.news(device, page)).toEqual([]);
  expect(log.news(device, { message: "no list" })).toEqual([]);
});
