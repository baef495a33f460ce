import { expect, test } from "vitest";
import { inAddress, moved, usualView, viewIn } from "./view.ts";

const now = Date.UTC(2026, 11, 1, 12, 34, 56);

test("the time that is shown can be sent in an address, to the minute", () => {
  const view = moved(usualView(now), "closer", now);
  const back = viewIn(inAddress(view));
  expect(Math.abs((back?.from ?? 0) - view.from)).toBeLessThanOrEqual(30_000);
  expect(Math.abs((back?.until ?? 0) - view.until)).toBeLessThanOrEqual(30_000);
});

test.each([
  ["nothing", {}],
  ["half of it", { from: "2026-12-01T00:00:00Z" }],
  ["no time", { from: "yesterday", until: "tomorrow" }],
  ["a time that ends before it begins", { from: "2026-12-02T00:00:00Z", until: "2026-12-01T00:00:00Z" }],
  ["more than can be drawn", { from: "2020-01-01T00:00:00Z", until: "2026-12-01T00:00:00Z" }],
])("an address with %s shows the usual time", (_, address) => {
  expect(viewIn(address)).toBeUndefined();
});
