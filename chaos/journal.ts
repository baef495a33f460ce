import { open, readFile } from "node:fs/promises";

/** A file of JSON lines, each on the disk before `write` resolves: what was journalled happened, whoever dies. */
export interface LineJournal<Line> {
  write(line: Line): Promise<void>;
  close(): Promise<void>;
}

/** Lines that are written while the disk is busy go to it together. */
export async function openLineJournal<Line>(path: string): Promise<LineJournal<Line>> {
  const file = await open(path, "a", 0o600);
  let waiting: string[] = [];
  let writing: Promise<void> = Promise.resolve();
  const flush = async () => {
    const lines = waiting.join("");
    waiting = [];
    if (lines === "") return;
    await file.appendFile(lines);
    await file.datasync();
  };
  return {
    write: (line) => {
      waiting.push(`${JSON.stringify(line)}\n`);
      writing = writing.then(flush);
      return writing;
    },
    close: async () => {
      await writing;
      await file.close();
    },
  };
}

/** The whole lines of a journal; one that was being written when its writer died is left out. */
export async function readLineJournal<Line>(path: string): Promise<readonly Line[]> {
  const lines = (await readFile(path, "utf8").catch(() => "")).split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Line);
}
