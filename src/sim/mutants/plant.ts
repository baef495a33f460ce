import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Mutant } from "./mutant.ts";

const src = join(import.meta.dirname, "..", "..");

/**
 * Has this process load the house with the bug in it. To be called before anything of the house is imported:
 * the product's own files know nothing of mutants.
 */
export function plant(mutant: Mutant): void {
  const url = pathToFileURL(join(src, mutant.file)).href;
  registerHooks({
    load: (asked, context, load) => {
      const loaded = load(asked, context);
      if (asked !== url || loaded.source === undefined || loaded.source === null) return loaded;
      return { ...loaded, source: withBug(mutant, Buffer.from(loaded.source as Uint8Array).toString("utf8")) };
    },
  });
}

/** The file's text with the bug. Throws where the file is no longer as the mutant knows it. */
export function withBug({ name, file, edits }: Mutant, source: string): string {
  return edits.reduce((text, [is, becomes]) => {
    const parts = text.split(is);
    if (parts.length !== 2) throw new Error(`Mutant ${name}: its text stands ${parts.length - 1} times in ${file}.`);
    return parts.join(becomes);
  }, source);
}
