import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { lockDataDirectory } from "#store/data-directory.ts";

/**
 * Something that a whole run of tests shares: the first that needs it makes it, in a folder of the run, and notes there
 * what the others have to know.
 */
export async function oncePerRun<Note>(folder: string, make: () => Promise<Note>): Promise<Note> {
  const file = join(folder, "note.json");
  for (;;) {
    const lock = await lockDataDirectory(folder);
    const noted = await readFile(file, "utf8").catch(() => undefined);
    if (noted !== undefined) {
      if (!("refused" in lock)) await lock.release();
      return JSON.parse(noted) as Note;
    }
    if ("refused" in lock) {
      await new Promise((done) => setTimeout(done, 20));
      continue;
    }
    try {
      const note = await make();
      await writeFile(`${file}.new`, JSON.stringify(note));
      await rename(`${file}.new`, file);
      return note;
    } finally {
      await lock.release();
    }
  }
}
