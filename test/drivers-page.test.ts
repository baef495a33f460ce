import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectDir } from "#test/tidy/tracked-files.ts";

test("the page of drivers is as the drivers have it: npm run docs:drivers", () => {
  const check = () => execFileSync(process.execPath, [join(projectDir, "scripts/drivers-page.ts"), "--check"]);
  expect(check).not.toThrow();
});
