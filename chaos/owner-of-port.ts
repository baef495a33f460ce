import { readdir, readFile, readlink } from "node:fs/promises";

/**
 * Which of these processes holds the TCP connection that leaves this machine's port, as Linux tells it; `undefined`
 * where none does, or another system is asked.
 */
export async function ownerOfPort(port: number, pids: readonly number[]): Promise<number | undefined> {
  const inode = await inodeOf(port);
  if (inode === undefined) return undefined;
  for (const pid of pids) if (await holds(pid, `socket:[${inode}]`)) return pid;
  return undefined;
}

async function inodeOf(port: number): Promise<string | undefined> {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const table = await readFile("/proc/net/tcp", "utf8").catch(() => "");
  for (const line of table.split("\n").slice(1)) {
    const [, local, , , , , , , , inode] = line.trim().split(/\s+/);
    if (local === `0100007F:${hex}` && inode !== "0") return inode;
  }
  return undefined;
}

async function holds(pid: number, socket: string): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const open = await readdir(folder).catch(() => []);
  const links = await Promise.all(open.map((fd) => readlink(`${folder}/${fd}`).catch(() => "")));
  return links.includes(socket);
}
