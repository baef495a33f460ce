import { mkdir, mkdtemp, readFile, rm, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { copyBinaries } from "./binaries.ts";

let folder: string;
let original: string;

beforeEach(async () => {
  folder = await mkdtemp("/tmp/pintumbler-binaries-");
  original = join(folder, "original");
  await mkdir(join(original, "bin"), { recursive: true, mode: 0o700 });
  await mkdir(join(original, "lib"), { mode: 0o700 });
  await writeFile(join(original, "bin", "postgres"), "program", { mode: 0o700 });
  await writeFile(join(original, "lib", "library.so.1"), "library", { mode: 0o600 });
  await symlink("library.so.1", join(original, "lib", "library.so"));
});

afterEach(() => rm(folder, { recursive: true }));

const copy = () => copyBinaries({ folder: original, name: "postgres-18" }, join(folder, "shelter"));

async function mode(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}

test("a copy of the binaries can be run by everybody and changed by its owner alone", async () => {
  const { folder: copied } = await copy();
  expect(copied).toBe(join(folder, "shelter", "postgres-18"));
  expect(await mode(copied)).toBe(0o755);
  expect(await mode(join(copied, "lib"))).toBe(0o755);
  expect(await mode(join(copied, "bin", "postgres"))).toBe(0o755);
  expect(await mode(join(copied, "lib", "library.so.1"))).toBe(0o644);
  expect(await readFile(join(copied, "lib", "library.so"), "utf8")).toBe("library");
});

test("a copy that is whole is used again, and one that a power loss cut short is made again", async () => {
  const { folder: copied } = await copy();
  const first = await stat(copied);
  await copy();
  expect((await stat(copied)).ino).toBe(first.ino);
  await truncate(join(copied, "lib", "library.so.1"));
  await copy();
  expect(await readFile(join(copied, "lib", "library.so.1"), "utf8")).toBe("library");
});
