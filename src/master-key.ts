import { open, readFile, rename, rm } from "node:fs/promises";
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
  const key = runtime.randomBytes(length);
  await keep(fileIn(dataDirectory), key);
  return key;
}

/** The key that an earlier start made. Throws where the file holds none. */
export function keptMasterKey(dataDirectory: string): Promise<Uint8Array | undefined> {
  return keptIn(fileIn(dataDirectory));
}

/** The key that the present one is replacing: as it is set, or as `replaceMasterKey` has left it. */
export async function masterKeyBefore(
  dataDirectory: string,
  given: Uint8Array | undefined,
): Promise<Uint8Array | undefined> {
  return given ?? (await keptIn(earlierIn(dataDirectory)));
}

/**
 * Makes another key in the place of the one in the data directory, which is kept beside it: whoever starts from now on
 * knows both. Throws where there is none to replace, and where the one before the last is still there.
 */
export async function replaceMasterKey(runtime: Runtime, dataDirectory: string): Promise<void> {
  const [file, earlier, next] = [fileIn(dataDirectory), earlierIn(dataDirectory), `${fileIn(dataDirectory)}.next`];
  const present = await keptIn(file);
  if (present === undefined) throw new Error(`There is no ${file} to replace.`);
  const left = await keptIn(earlier);
  // Whoever died between these steps has left the present key in both files.
  if (left === undefined) await keep(earlier, present);
  else if (!Buffer.from(left).equals(present)) throw new Error(`${earlier} is still there, from the last time.`);
  await rm(next, { force: true });
  await keep(next, runtime.randomBytes(length));
  await rename(next, file);
}

/** "wx": a key that is there already is never written over. */
async function keep(file: string, key: Uint8Array): Promise<void> {
  const handle = await open(file, "wx", 0o600);
  await handle.writeFile(`${Buffer.from(key).toString("base64")}\n`);
  await handle.sync();
  await handle.close();
}

async function keptIn(file: string): Promise<Uint8Array | undefined> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  return text === undefined ? undefined : decode(text, file);
}

function fileIn(dataDirectory: string): string {
  return join(dataDirectory, "master.key");
}

export function earlierIn(dataDirectory: string): string {
  return join(dataDirectory, "master.key.before");
}

function decode(text: string, file: string): Uint8Array {
  const key = new Uint8Array(Buffer.from(text.trim(), "base64"));
  if (key.length !== length)
    throw new Error(`${file} does not hold a key of ${length} bytes; restore it from a backup.`);
  return key;
}
