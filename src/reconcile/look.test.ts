import { expect, test } from "vitest";
import type { Device, DeviceCondition } from "#domain/device.ts";
import type { Observation } from "#domain/observation.ts";
import { device, hour, minute, noon } from "#test/support/domain-values.ts";
import { lookedAt } from "./look.ts";

const seen = (at: number, conditions: readonly DeviceCondition[] = []): Observation => ({
  kind: "seen",
  at,
  device: { ...device().report, conditions },
  residents: [],
  complete: true,
});
const cutOff = (at: number): Observation => ({
  kind: "unreachable",
  at,
  device: { ...device().report, disconnected: "device_disconnected" },
  because: "unreachable",
  detail: "The lock is offline.",
  notBefore: undefined,
});

/** The types of the events that these looks tell, one list for each. */
function told(first: Device, ...looks: readonly Observation[]): readonly (readonly string[])[] {
  let known = first;
  return looks.map((look) => {
    const { device: next, events } = lookedAt(known, look);
    known = next;
    return events.map(({ type }) => type);
  });
}

test("what a provider says of a device is told when it comes and when it goes, and dates from when it came", () => {
  const subscription = [{ name: "subscription_required" }] as const;
  expect(told(device(), seen(noon, subscription), seen(noon + minute, subscription), seen(noon + 2 * minute))).toEqual([
    ["device.error.subscription_required"],
    [],
    ["device.error.subscription_required.resolved"],
  ]);
  const first = lookedAt(device(), seen(noon, subscription)).device;
  const later = lookedAt(first, seen(noon + hour, subscription)).device;
  expect(later.report.conditions).toEqual([{ name: "subscription_required", since: noon }]);
});

test("the third interruption within a day makes a connection flaky, and a quiet day makes it stable", () => {
  const looks = [0, 1, 2].flatMap((time) => [cutOff(noon + time * hour), seen(noon + time * hour + minute)]);
  const [, , , , third, , day] = told(device(), ...looks, seen(noon + 26 * hour));
  expect(third).toEqual(["device.disconnected", "device.connection_became_flaky"]);
  expect(day).toEqual(["device.connection_stabilized"]);
});
