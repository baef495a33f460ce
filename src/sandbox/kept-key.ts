import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * The sandbox's API key is kept so that each start can show it again: it opens only virtual doors. Any
 * other key is shown once, and only its hash is kept.
 */
export async function keptSandboxKey(dataDirectory: string): Promise<string | undefined> {
  const text = await readFile(fileIn(dataDirectory), "utf8").catch(() => undefined);
  return text?.trim();
}

export async function keepSandboxKey(dataDirectory: string, apiKey: string): Promise<void> {
  if ((await keptSandboxKey(dataDirectory)) === apiKey) return;
  const file = fileIn(dataDirectory);
  await writeFile(`${file}.new`, `${apiKey}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

function fileIn(dataDirectory: string): string {
  return join(dataDirectory, "sandbox.key");
}
