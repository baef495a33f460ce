import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { ConnectedAccountId } from "#domain/ids.ts";

/** What a driver keeps may open doors: nobody but the server reads it, also where the folder was there before. */
export async function privateFolder(dataDirectory: string, account: ConnectedAccountId): Promise<string> {
  const folder = join(dataDirectory, "accounts", account);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  return folder;
}
