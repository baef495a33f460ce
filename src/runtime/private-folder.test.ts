import { chmod, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ConnectedAccountId } from "#domain/ids.ts";
import { privateFolder } from "./private-folder.ts";

test("a driver's own folder is its account's for good, and nobody else's to read, whatever it was before", async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), "pintumbler-folder-"));
  try {
    const [one, other] = ["one", "other"].map((id) => id as ConnectedAccountId) as [
      ConnectedAccountId,
      ConnectedAccountId,
    ];
    const folder = privateFolder(dataDirectory, one);
    await writeFile(join(folder, "kept"), "");
    await chmod(folder, 0o755);
    expect(privateFolder(dataDirectory, one)).toBe(folder);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, "kept"))).isFile()).toBe(true);
    expect(privateFolder(dataDirectory, other)).not.toBe(folder);
  } finally {
    await rm(dataDirectory, { recursive: true, force: true });
  }
});
