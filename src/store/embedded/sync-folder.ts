import { open } from "node:fs/promises";

/** Makes the folder's entries (a file created, renamed) outlive a power loss. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}
