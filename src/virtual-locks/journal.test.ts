import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fileJournal } from "./journal.ts";
import type { JournalEntry } from "./rows.ts";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "virtual-locks-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const entry = (n: number): JournalEntry => ({ n, at: n, what: "tried", about: { word: "ä" }, changes: [] });

function write(path: string, ...entries: JournalEntry[]): void {
  const journal = fileJournal(path);
  for (const each of entries) journal.append(each);
  journal.close();
}

test("what was written is read again, by its owner only", () => {
  const path = join(directory, "journal.jsonl");
  write(path, entry(1), entry(2));
  expect([...fileJournal(path).read()]).toEqual([entry(1), entry(2)]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("a torn last line is cut off, and the next one follows whole", () => {
  const path = join(directory, "journal.jsonl");
  write(path, entry(1));
  appendFileSync(path, JSON.stringify(entry(2)).slice(0, 20));
  write(path, entry(2));
  expect([...fileJournal(path).read()]).toEqual([entry(1), entry(2)]);
  expect(readFileSync(path, "utf8").split("\n")).toHaveLength(3);
});

test("a broken line in the middle is not passed over", () => {
  const path = join(directory, "journal.jsonl");
  writeFileSync(path, `{"n":1\n${JSON.stringify(entry(2))}\n`);
  expect(() => fileJournal(path)).toThrow();
});
