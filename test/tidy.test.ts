import { describe, expect, test } from "vitest";
import { synonymsIn } from "./tidy/glossary.ts";
import { sourceOffences } from "./tidy/source-offences.ts";
import { asksServerForTimeOrChance } from "./tidy/sql-offences.ts";
import { nameOffences, textOffences } from "./tidy/text-offences.ts";
import { textOf, trackedFiles } from "./tidy/tracked-files.ts";

const files = trackedFiles();

/** One line for each offence, so that a failure reads as a list of what to do. */
function offencesIn(chosen: readonly string[], check: (file: string, text: string) => readonly string[]) {
  return chosen.flatMap((file) => check(file, textOf(file) ?? "").map((sentence) => `${file}: ${sentence}`));
}

describe("the house is tidy", () => {
  test("every file is named for what it holds", () => {
    expect(offencesIn(files, nameOffences)).toEqual([]);
  });

  test("no file holds a note to self, somebody's path or a registry's address, and none is too long", () => {
    expect(offencesIn(files, textOffences)).toEqual([]);
  });

  test("every source file keeps the house style", () => {
    const synonyms = synonymsIn(textOf("docs/glossary.md") ?? "");
    const sources = files.filter((file) => /\.tsx?$/.test(file));
    expect(offencesIn(sources, (file, text) => sourceOffences(file, text, synonyms))).toEqual([]);
  });

  test("no migration asks the server for time or chance", () => {
    const migrations = files.filter((file) => file.endsWith(".sql"));
    const check = (_file: string, text: string) => (asksServerForTimeOrChance(text) ? ["asks"] : []);
    expect(offencesIn(migrations, check)).toEqual([]);
  });

  test("the lock file leaves it to the machine where packages come from", () => {
    expect(textOf("package-lock.json")).not.toContain('"resolved"');
  });
});
