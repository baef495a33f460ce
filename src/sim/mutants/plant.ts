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
      return asked === url ? { ...loaded, source: withBug(mutant, textOf(loaded.source)) } : loaded;
    },
  });
}

/**
 * Lets whatever is imported as `file?bug=name` be loaded beside what is loaded already, with all that it imports of
 * ours, and with that bug: so one process can hold many houses, each with a bug of its own.
 */
export function plantAside(mutants: readonly Mutant[]): void {
  const ours = pathToFileURL(join(src, "/")).href;
  registerHooks({
    resolve: (specifier, context, resolve) => {
      const resolved = resolve(specifier, context);
      const bug = bugOf(context.parentURL);
      if (bug === undefined || !resolved.url.startsWith(ours) || bugOf(resolved.url) !== undefined) return resolved;
      return { ...resolved, url: `${resolved.url}?bug=${bug}` };
    },
    load: (asked, context, load) => {
      const loaded = load(asked, context);
      const mutant = mutants.find(({ name }) => name === bugOf(asked));
      if (mutant === undefined || !asked.startsWith(`${pathToFileURL(join(src, mutant.file)).href}?`)) return loaded;
      return { ...loaded, source: withBug(mutant, textOf(loaded.source)) };
    },
  });
}

function bugOf(url: string | undefined): string | undefined {
  return url === undefined || !url.includes("?bug=") ? undefined : (new URL(url).searchParams.get("bug") ?? undefined);
}

function textOf(source: unknown): string {
  return typeof source === "string" ? source : Buffer.from(source as Uint8Array).toString("utf8");
}

/** The file's text with the bug. Throws where the file is no longer as the mutant knows it. */
export function withBug({ name, file, edits }: Mutant, source: string): string {
  return edits.reduce((text, [is, becomes]) => {
    const parts = text.split(is);
    if (parts.length !== 2) throw new Error(`Mutant ${name}: its text stands ${parts.length - 1} times in ${file}.`);
    return parts.join(becomes);
  }, source);
}
