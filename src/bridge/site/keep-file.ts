import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Writes a file that is there whole or not at all, also after a power cut, and that only its owner can read: it holds
 * PINs. It is written in one go, without giving way, so that two writers of one file cannot meet.
 */
export function keepFile(path: string, text: string): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const fresh = openSync(`${path}.new`, "w", 0o600);
  try {
    writeSync(fresh, text);
    fsyncSync(fresh);
  } finally {
    closeSync(fresh);
  }
  renameSync(`${path}.new`, path);
  const within = openSync(folder, "r");
  try {
    fsyncSync(within);
  } finally {
    closeSync(within);
  }
}
