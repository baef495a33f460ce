import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const program = join(import.meta.dirname, "run.ts");

test("five kills among customers' requests break no promise", async () => {
  const asked = ["--kills", "5", "--locks", "6", "--customers", "3", "--seed", "5"];
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...asked]);
  expect(stdout).toContain("5 mishaps: 5 kill");
  expect(stdout).toContain("Every promise was kept.");
  expect(stdout).toMatch(/^GOAL R-10 0 broken PASS$/m);
}, 300_000);
