import { expect, test } from "vitest";
import { everyRole, isWhole, rolesIn } from "./roles.ts";

test("a process does everything, or what is named", () => {
  expect(rolesIn([])).toBe(everyRole);
  expect([...rolesIn(["--workers", "--api"])]).toEqual(["api", "workers"]);
});

test("whoever answers, works and delivers needs nobody else, with or without a sandbox", () => {
  expect([isWhole(everyRole), isWhole(rolesIn(["--api", "--workers", "--webhooks"]))]).toEqual([true, true]);
  expect([isWhole(rolesIn(["--api"])), isWhole(rolesIn(["--sandbox"]))]).toEqual([false, false]);
});
