import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { drivers } from "#drivers/registry.ts";
import { projectDir } from "#test/tidy/tracked-files.ts";

test("every driver says in its proved.ts what its behaviour rests on", () => {
  const without = Object.keys(drivers).filter(
    (name) => !existsSync(join(projectDir, "src/drivers", name.replaceAll("_", "-"), "proved.ts")),
  );
  expect(without).toEqual([]);
});

test("the page of drivers is as the drivers have it: npm run docs:drivers", () => {
  const check = () => execFileSync(process.execPath, [join(projectDir, "scripts/drivers-page.ts"), "--check"]);
  expect(check).not.toThrow();
});
