import { expect, test } from "vitest";
import type { DeviceId } from "#domain/ids.ts";
import { ControlError } from "#virtual-locks/control-client.ts";
import { refusalOf } from "./virtual-lock-refusals.ts";

const lock = "00000000-0000-4000-8000-0000000000d1" as DeviceId;
const thrown = (status: number, word: string) => new ControlError(status, { error_code: word, message: "1234" });

test("what a virtual lock refuses is told in the contract's words, and without the cloud's own, which may hold a PIN", () => {
  expect(refusalOf(thrown(409, "LOCK_FULL"), lock)).toMatchObject({ problem: "no_space_for_access_code_on_device" });
  expect(refusalOf(thrown(422, "NOT_SUPPORTED"), lock)).toMatchObject({ problem: "device_type_not_supported" });
  const conflict = refusalOf(thrown(409, "PIN_CONFLICT"), lock);
  expect(conflict).toMatchObject({ problem: "duplicate_access_code", data: { device_id: lock } });
  expect(JSON.stringify(conflict)).not.toContain("1234");
});

test("a cloud that is out of order has refused nothing", () => {
  expect(refusalOf(thrown(503, "SERVICE_UNAVAILABLE"), lock)).toBeUndefined();
  expect(refusalOf(thrown(500, "toString"), lock)).toBeUndefined();
  expect(refusalOf(new TypeError("fetch failed"), lock)).toBeUndefined();
  expect(refusalOf(undefined, lock)).toBeUndefined();
});
