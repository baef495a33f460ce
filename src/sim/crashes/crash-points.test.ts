import { expect, test } from "vitest";
import type { PassedPoint } from "#sim/world.ts";
import { distinctPoints } from "./crash-points.ts";

const point = (given: Partial<PassedPoint>): PassedPoint => ({
  effect: 1,
  position: "before",
  process: "server-1",
  at: 0,
  changes: 0,
  ...given,
});

test("two points between which nothing was written and no time passed are one", () => {
  const [first, second] = [point({ effect: 1 }), point({ effect: 2, at: 3 })];
  expect(distinctPoints([first, second])).toEqual([first]);
});

test("points differ by what was written, by the process that dies, and by the time that has passed", () => {
  const points = [
    point({}),
    point({ changes: 1 }),
    point({ changes: 1, process: "server-2" }),
    point({ changes: 1, at: 40 * 60_000 }),
  ];
  expect(distinctPoints(points)).toEqual(points);
});
