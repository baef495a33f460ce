import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Runtime } from "#runtime/runtime.ts";

const length = 32;

/**
 * The key that wraps every workspace's keys: as it is set, or from `master.key` in the data directory,
 * which is made at the first start and which only its owner can read. Whoever loses it loses the PINs.
 */
export async function masterKey(
  runtime: Runtime,
  dataDirectory: string,
  given: Uint8Array | undefined,
): Promise<Uint8Array> {
  const known = given ?? (await keptMasterKey(dataDirectory));
  if (known !== undefined) return known;
  const file = fileIn(dataDirectory);
  const key = runtime.randomBytes(length);
  // "wx": a key that is there already is never written over.
  const handle = await open(file, "wx", 0o600);
  await handle.writeFile(`${Buffer.from(key).toString("base64")}\n`);
  await handle.sync();
  await handle.close();
  return key;
}

/** The key that an earlier start made. Throws where the file holds none. */
export async function keptMasterKey(dataDirectory: string): Promise<Uint8Array | undefined> {
  const file = fileIn(dataDirectory);
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  return text === undefined ? undefined : decode(text, file);
}

function fileIn(dataDirectory: string): string {
  return join(dataDirectory, "master.key");
}

function decode(text: string, file: string): Uint8Array {
  const key = new Uint8Array(Buffer.from(text.trim(), "base64"));
  if (key.length !== length)
    throw new Error(`${file} does not hold a key of ${length} bytes; restore it from a backup.`);
  return key;
}
