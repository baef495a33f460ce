import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";

/** One account's own folder in `parent`. What its driver keeps may open doors: nobody but us reads it, also where it was there before. */
export function privateFolder(parent: string, account: string): string {
  const folder = join(parent, account);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  return folder;
}
