import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { projectDir, trackedFiles } from "#test/tidy/tracked-files.ts";

const patienceMs = 300_000;
const written = [
  "src/drivers/example-latch",
  "src/virtual-locks/makers/example-latch",
  "src/virtual-locks/profiles/example-latch.ts",
  "test/makers/example-latch.ts",
];
const lists = ["src/drivers/registry.ts", "src/virtual-locks/makers/all.ts", "src/virtual-locks/profiles/all.ts"];

let house: string;

interface Ran {
  readonly code: number;
  readonly said: string;
}

/** Runs a program of the copied house there. */
function run(program: string, ...args: readonly string[]): Promise<Ran> {
  const options = { cwd: house, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile(process.execPath, [join(house, program), ...args], options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), said: `${stdout}${stderr}` });
    });
  });
}

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), "pintumbler-new-driver-"));
  for (const file of trackedFiles()) {
    mkdirSync(join(house, dirname(file)), { recursive: true });
    cpSync(join(projectDir, file), join(house, file), { recursive: true });
  }
  symlinkSync(join(projectDir, "node_modules"), join(house, "node_modules"));
}, patienceMs);

afterAll(() => rmSync(house, { recursive: true, force: true }));

test(
  "what a new driver begins with compiles, is tidy, and is red where it is left to be written",
  async () => {
    expect(await run("scripts/new-driver.ts", "example_latch", "tedee_lock")).toMatchObject({ code: 0 });
    expect(await run("node_modules/typescript/bin/tsc", "--noEmit")).toEqual({ code: 0, said: "" });
    const linted = await run(
      "node_modules/@biomejs/biome/bin/biome",
      "check",
      ...written,
      ...lists,
      "test/makers/all.ts",
    );
    expect(linted, linted.said).toMatchObject({ code: 0 });
    const rooms = await run(
      "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs",
      "--config",
      ".dependency-cruiser.cjs",
      ...written,
      ...lists,
    );
    expect(rooms, rooms.said).toMatchObject({ code: 0 });
    expect(await run("scripts/drivers-page.ts", "--check")).toMatchObject({ code: 0 });

    const report = join(house, "report.json");
    await run("node_modules/vitest/vitest.mjs", "run", "example-latch", "--reporter=json", `--outputFile=${report}`);
    const { testResults } = JSON.parse(readFileSync(report, "utf8")) as {
      readonly testResults: readonly {
        readonly name: string;
        readonly assertionResults: readonly { readonly status: string; readonly title: string }[];
      }[];
    };
    const red = (part: string) =>
      testResults
        .filter(({ name }) => name.endsWith(part))
        .flatMap(({ assertionResults }) => assertionResults.filter(({ status }) => status === "failed"));
    expect(testResults).toHaveLength(3);
    expect(red("contract.test.ts").map(({ title }) => title)).toContain(
      "a code that is set opens the door, and its place is named",
    );
    expect([...red("wire.test.ts"), ...red("cloud.test.ts")]).toEqual([]);
  },
  patienceMs,
);

test(
  "a maker that is there, a type of lock that the contract has not, and no name at all are refused",
  async () => {
    for (const args of [["lockly"], ["example_bolt", "no_such_lock"], ["Not a name"], []])
      expect(await run("scripts/new-driver.ts", ...args)).toMatchObject({ code: 1 });
  },
  patienceMs,
);
