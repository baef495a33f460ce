import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import type { JournalEntry } from "./rows.ts";

/** Where a cloud writes what happened, before it answers. */
export interface Journal {
  /** Everything written so far, oldest first. */
  read(): Iterable<JournalEntry>;
  append(entry: JournalEntry): void;
  close(): void;
}

/** Outlives the cloud, not the process. */
export function memoryJournal(): Journal {
  const entries: JournalEntry[] = [];
  return {
    read: () => [...entries],
    append: (entry) => {
      entries.push(entry);
    },
    close: () => {},
  };
}

/**
 * One JSON object a line, in one append-only file that only its owner may read: it holds PINs.
 *
 * A line is handed to the kernel before the reply goes out, so a killed process loses nothing that it
 * said; a power cut may cost the last lines, which no test here asks for. A last line without its
 * newline was being written when the process died: nobody was told of it, and it is cut off.
 */
export function fileJournal(path: string): Journal {
  const text = readOrNothing(path);
  const whole = text.subarray(0, text.lastIndexOf(0x0a) + 1);
  const entries = whole
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as JournalEntry);
  const file = openSync(path, "a", 0o600);
  if (whole.length < text.length) ftruncateSync(file, whole.length);
  let length = whole.length;
  return {
    read: () => entries.splice(0),
    append: (entry) => {
      const line = Buffer.from(`${JSON.stringify(entry)}\n`);
      try {
        for (let done = 0; done < line.length; ) done += writeSync(file, line, done);
      } catch (error) {
        // Half a line before a whole one would make the file unreadable from there on.
        ftruncateSync(file, length);
        throw error;
      }
      length += line.length;
    },
    close: () => closeSync(file),
  };
}

function readOrNothing(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return Buffer.alloc(0);
    throw error;
  }
}
