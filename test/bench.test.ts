import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const rows = [
  "P-20",
  "P-02",
  "P-24-get",
  "P-24-list",
  "P-03",
  "P-03-p99",
  "P-01",
  "P-01-p99",
  "P-24-create",
  "P-14-errors",
  "P-14",
  "P-17",
  "P-10-p50",
  "P-10-p99",
  "P-10",
  "P-09-p50",
  "P-09-p99",
  "P-09-works-p50",
  "P-09-works-p99",
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pintumbler-measured-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("a quick measurement gives every row a value, slow as this machine may be now", async () => {
  const json = join(folder, "measured.json");
  const program = join(import.meta.dirname, "..", "bench", "run.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [program, "--quick", "--json", json]);
  const goals = stdout.split("\n").filter((line) => line.startsWith("GOAL "));
  expect(goals.map((line) => line.split(" ")[1])).toEqual(rows);
  for (const line of goals) expect(line).toMatch(/^GOAL \S+ \d+(\.\d+)? (x|ms|us|MB|errors|\/s|pages\/s) (PASS|FAIL)$/);
  const written = JSON.parse(await readFile(json, "utf8"));
  const judged = written.sections.flatMap((section: { judged: { id: string }[] }) => section.judged);
  expect(judged.map((row: { id: string }) => row.id)).toEqual(rows);
}, 300_000);
