import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { appRole, clusterFolder } from "./cluster.ts";
import { readPointer } from "./placement.ts";
import { readPidFile } from "./postmaster-pid.ts";
import type { Refused } from "./refused.ts";
import { socketUrl } from "./socket-url.ts";

/** The address of the embedded server that another process runs for this data directory. */
export async function runningPostgres(dataDirectory: string): Promise<{ readonly url: string } | Refused> {
  const cluster = clusterFolder((await readPointer(dataDirectory)) ?? dataDirectory);
  const pidFile = join(cluster, "postmaster.pid");
  try {
    // Its fifth line is the folder of the Unix socket (PostgreSQL 18, src/include/utils/pidfile.h).
    const socketFolder = (await readFile(pidFile, "utf8")).split("\n")[4]?.trim() ?? "";
    if ((await readPidFile(cluster))?.ready === true && socketFolder !== "") {
      return { url: socketUrl(socketFolder, appRole) };
    }
    return { refused: `The database in ${cluster} is starting or stopping. Try again in a moment.` };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EACCES") {
      return {
        refused: `The database in ${cluster} is run by another user. Run this command as that user, or as root.`,
      };
    }
    return {
      refused:
        `The data directory ${dataDirectory} is in use, and no database runs in it: it is starting or stopping, ` +
        "or it serves with DATABASE_URL. Try again in a moment, or set the same DATABASE_URL here.",
    };
  }
}
