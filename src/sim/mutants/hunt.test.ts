import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const script = join(import.meta.dirname, "..", "..", "..", "scripts", "hunt-mutants.ts");

/** A few seconds, all in one process of their own: each is shown by one story. `npm run sim:mutants` looks for all. */
const shown = [
  "canary",
  "skip-duplicate-guard",
  "set-beside-the-leaving",
  "latest-guest-first",
  "always-the-first-try",
  "never-tell-removal",
  "forget-what-may-land",
  "set-the-deleted",
  "forget-the-wish-meanwhile",
  "overwrite-the-wish",
  "log-the-pin",
];

test("the stories of the simulator find bugs that are planted in the house", async () => {
  const only = shown.map((name) => `--only=${name}`);
  const hunt = promisify(execFile)(process.execPath, [script, "--crashes=0", "--seconds=0", ...only]);
  // It exits with 1 where one lives on, and its last line names those.
  const { stdout } = await hunt.catch((error: { stdout: string }) => error);
  expect(stdout.trim().split("\n").at(-1)).toMatch(`${shown.length} of ${shown.length} killed`);
}, 180_000);
