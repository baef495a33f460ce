import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const projectDir = join(import.meta.dirname, "..", "..");

/** Every file of the project that is under version control and not deleted, by its path from the root. */
export function trackedFiles(): readonly string[] {
  const listed = execFileSync("git", ["ls-files", "-z"], { cwd: projectDir, encoding: "utf8" });
  return listed.split("\0").filter((file) => file !== "" && existsSync(join(projectDir, file)));
}

/** A file's text; `undefined` where it is not text. */
export function textOf(file: string): string | undefined {
  const text = readFileSync(join(projectDir, file), "utf8");
  return text.includes("\0") ? undefined : text;
}
