import { expect, test } from "vitest";
import { retryAfterStep } from "./back-off.ts";

const refused = (because: "full" | "occupied") => ({ kind: "refused", because, detail: "" }) as const;

test("what is refused waits for a change, but for a place that holds something else than was seen: that is seen anew", () => {
  const random = () => 0;
  expect(retryAfterStep(refused("full"), 0, 0, random)).toBe(60 * 60_000);
  expect(retryAfterStep(refused("occupied"), 0, 0, random)).toBe(15_000);
  expect(retryAfterStep(refused("occupied"), 20, 0, random)).toBe(10 * 60_000);
});
