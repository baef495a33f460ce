import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { mutants } from "./index.ts";
import { withBug } from "./plant.ts";

const src = join(import.meta.dirname, "..", "..");

test.for(mutants)("the bug $name can be planted, and changes its file", (mutant) => {
  const source = readFileSync(join(src, mutant.file), "utf8");
  expect(withBug(mutant, source)).not.toBe(source);
});

test("each seeded bug has a name of its own", () => {
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
});

test("a bug whose text has changed is refused and not passed over", () => {
  const mutant = { name: "x", breaks: "", file: "x.ts", edits: [["one", "two"]] as const };
  expect(() => withBug(mutant, "nothing of it")).toThrow("0 times");
  expect(() => withBug(mutant, "one and one")).toThrow("2 times");
});
