import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { ConsoleFile, ConsoleFiles } from "#api/console/files.ts";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** The console as it was built (`npm run build:console`, which `npm ci` does); `undefined`: it was not. */
export async function readConsole(directory: string): Promise<ConsoleFiles | undefined> {
  const names = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    names
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        return [path.slice(directory.length + 1).replaceAll("\\", "/"), await fileAt(path)] as const;
      }),
  );
  return found.length === 0 ? undefined : new Map(found);
}

async function fileAt(path: string): Promise<ConsoleFile> {
  const body = new Uint8Array(await readFile(path));
  const gzipped = new Uint8Array(gzipSync(body, { level: 9 }));
  return {
    type: types[extname(path)] ?? "application/octet-stream",
    body,
    gzipped: gzipped.byteLength < body.byteLength ? gzipped : undefined,
  };
}
