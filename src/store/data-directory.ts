import { createHash } from "node:crypto";
import { constants, link, mkdir, open, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import { createConnection, createServer, type Server } from "node:net";
import { dirname, join, resolve } from "node:path";

/** A data directory that is ours until `release`, or until this process ends in whatever way. */
export interface DataDirectoryLock {
  /** The directory's real path. */
  readonly directory: string;
  release(): Promise<void>;
}

/**
 * Takes the directory for this process alone, creating it (for its owner's eyes only) where missing.
 *
 * The lock is a listening socket, so the kernel frees it the moment its holder dies, and nothing can
 * take it from a holder that lives. On Linux it is two sockets: an abstract one, which no stale file can
 * imitate, and one in the directory, which is also seen from another container that shares the volume.
 */
export async function lockDataDirectory(path: string): Promise<DataDirectoryLock | { readonly refused: string }> {
  const directory = await makeDirectory(path);
  if (typeof directory !== "string") return directory;
  const pidFile = join(directory, "holder.pid");
  const held: Held[] = [];
  const release = async () => {
    await rm(pidFile, { force: true }).catch(() => {});
    for (const each of held.reverse()) await each.close();
  };
  for (const take of process.platform === "linux" ? [takeAbstract, takeInDirectory] : [takeInDirectory]) {
    const taken = await take(directory);
    if ("close" in taken) {
      held.push(taken);
      continue;
    }
    for (const each of held) await each.close();
    return "unfit" in taken ? { refused: taken.unfit } : { refused: await inUse(directory, taken.by, pidFile) };
  }
  try {
    // Anew, because one that another user's process left behind may not be written to.
    await rm(pidFile, { force: true });
    await writeFile(pidFile, `${process.pid}\n`, { mode: 0o600 });
  } catch (error) {
    await release();
    return { refused: `The data directory ${directory} cannot be written: ${reason(error)}.` };
  }
  return { directory, release };
}

interface Held {
  close(): Promise<void>;
}

/** `by`: the holder's process id, or "" where it does not say. */
type Taken = Held | { readonly by: string } | { readonly unfit: string };

async function makeDirectory(path: string): Promise<string | { readonly refused: string }> {
  const wanted = resolve(path);
  try {
    await mkdir(dirname(wanted), { recursive: true });
    await mkdir(wanted, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
    const directory = await realpath(wanted);
    const handle = await open(directory, constants.O_RDONLY | constants.O_DIRECTORY);
    await handle.close();
    return directory;
  } catch (error) {
    return { refused: `The data directory ${wanted} cannot be opened: ${reason(error)}.` };
  }
}

async function inUse(directory: string, by: string, pidFile: string): Promise<string> {
  const pid = by === "" ? (await readFile(pidFile, "utf8").catch(() => "")).trim() : by;
  const holder = /^\d+$/.test(pid) ? `process ${pid}` : "another process";
  return `The data directory ${directory} is in use by ${holder}. Stop it first, or choose another data directory.`;
}

async function takeAbstract(directory: string): Promise<Taken> {
  const name = `\0pintumbler-${createHash("sha256").update(directory).digest("hex").slice(0, 32)}`;
  const server = await listen(name);
  if (server instanceof Error) return { unfit: `The data directory ${directory} cannot be locked: ${reason(server)}.` };
  if (server === "taken") return { by: (await ask(name)) ?? "" };
  return { close: () => close(server) };
}

async function takeInDirectory(directory: string): Promise<Taken> {
  const onLinux = process.platform === "linux";
  const handle = await open(directory, constants.O_RDONLY | constants.O_DIRECTORY);
  // A socket's path has at most 107 bytes (103 on macOS); through the open directory it is always short.
  const folder = onLinux ? `/proc/self/fd/${handle.fd}` : directory;
  const server = await listenWhereNobodyDoes(join(folder, "holder.sock"), join(folder, `holder.sock.${process.pid}`));
  if ("server" in server) {
    return { close: () => close(server.server).finally(() => handle.close()) };
  }
  if ("by" in server) {
    await handle.close();
    return server;
  }
  // Some shared folders cannot hold a socket; on Linux the abstract one then stands alone.
  if (onLinux) return { close: () => handle.close() };
  await handle.close();
  return { unfit: `The data directory ${directory} cannot be locked: ${server.unfit}.` };
}

async function listenWhereNobodyDoes(
  path: string,
  aside: string,
): Promise<{ readonly server: Server } | { readonly by: string } | { readonly unfit: string }> {
  for (;;) {
    const server = await listen(path);
    if (server instanceof Error) return { unfit: reason(server) };
    if (server !== "taken") return { server };
    const by = await ask(path);
    if (by !== undefined) return { by };
    // Left by a dead holder. It is moved before it is removed, and asked again, so that the socket of
    // another opener who was a moment faster is put back instead of lost.
    await rename(path, aside).catch(() => {});
    const faster = await ask(aside);
    if (faster !== undefined) await link(aside, path).catch(() => {});
    await rm(aside, { force: true });
    if (faster !== undefined) return { by: faster };
  }
}

function listen(path: string): Promise<Server | "taken" | Error> {
  return new Promise((done) => {
    const server = createServer((asker) => {
      asker.on("error", () => {});
      asker.end(String(process.pid));
    });
    server.once("error", (error: NodeJS.ErrnoException) => done(error.code === "EADDRINUSE" ? "taken" : error));
    // Whoever can see a socket in the directory may ask, so that another user's dead one is told from a living one.
    const forAll = path.startsWith("\0") ? {} : { readableAll: true, writableAll: true };
    server.listen({ path, exclusive: true, ...forAll }, () => {
      // Holding a directory is no reason for a process to live on.
      server.unref();
      done(server);
    });
  });
}

/** The process id of whoever listens there; "" where it does not answer; `undefined` where nobody does. */
function ask(path: string): Promise<string | undefined> {
  return new Promise((done) => {
    let answer = "";
    const socket = createConnection({ path });
    socket.setEncoding("utf8");
    socket.on("data", (text: string) => {
      answer += text;
    });
    socket.once("end", () => done(answer));
    // A holder that is stopped (SIGSTOP) holds all the same.
    socket.setTimeout(500, () => {
      socket.destroy();
      done(answer);
    });
    socket.once("error", (error: NodeJS.ErrnoException) => {
      done(error.code === "ECONNREFUSED" || error.code === "ENOENT" ? undefined : "");
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
  });
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
