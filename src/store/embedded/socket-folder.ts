import { createHash } from "node:crypto";
import { chmod, chown, lstat, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Placement } from "./placement.ts";
import type { Refused } from "./refused.ts";

/** A socket's path has at most 103 bytes on macOS and 107 on Linux (sockaddr_un, less its final zero). */
const longestPath = 103;
const socketName = ".s.PGSQL.5432";

/** An empty folder that only the server's user (and root) can enter, with a path short enough for a socket. */
export async function makeSocketFolder(placement: Placement): Promise<string | Refused> {
  const inHome = join(placement.home, "postgres-socket");
  if (Buffer.byteLength(join(inHome, socketName)) <= longestPath) {
    await rm(inHome, { recursive: true, force: true });
    await makePrivate(inHome, placement);
    return inHome;
  }
  const name = createHash("sha256").update(placement.home).digest("hex").slice(0, 16);
  for (let count = 1; count <= 9; count += 1) {
    const folder = `/tmp/pintumbler-${name}-${count}`;
    if (!(await clearOwn(folder, placement))) continue;
    await makePrivate(folder, placement);
    return folder;
  }
  return { refused: `There is no free name for the database's socket: other users hold /tmp/pintumbler-${name}-*.` };
}

/** Fails where somebody else made the folder meanwhile. */
async function makePrivate(folder: string, placement: Placement): Promise<void> {
  await mkdir(folder, { mode: 0o700 });
  await chmod(folder, 0o700);
  if (placement.runAs !== undefined) await chown(folder, placement.runAs.uid, placement.runAs.gid);
}

/** In /tmp anybody may have put something under our name: only what is ours is removed. */
async function clearOwn(folder: string, placement: Placement): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined);
  if (found === undefined) return true;
  if (!found.isDirectory() || (found.uid !== placement.user.uid && found.uid !== process.getuid?.())) return false;
  await rm(folder, { recursive: true, force: true });
  return true;
}
