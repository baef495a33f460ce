import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { lockDataDirectory } from "#store/data-directory.ts";
import { stopLeftServer } from "#store/embedded/stop-left-server.ts";
import { quietRuntime } from "./quiet-runtime.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder of this run's database; the first test that needs one starts it there. */
    readonly postgresFolder: string;
    /** The folder of the console that this run is shown; the first test that needs it builds it there. */
    readonly consoleFolder: string;
  }
}

const parent = "/tmp";
const prefix = "pintumbler-test-";

/** Gives the run a folder of its own, and clears away at the end what the tests started there. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await clearAbandoned();
  const folder = await mkdtemp(join(parent, prefix));
  const lock = await lockDataDirectory(folder);
  if ("refused" in lock) throw new Error(lock.refused);
  // Where we are root, another user runs the server, and must pass through.
  await chmod(folder, 0o711);
  project.provide("postgresFolder", join(folder, "data"));
  project.provide("consoleFolder", join(folder, "console"));
  return async () => {
    await clear(folder);
    await lock.release();
  };
}

/** A run that was killed leaves its server running; its folder's lock says that nobody is there any more. */
async function clearAbandoned(): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix)) continue;
    const folder = join(parent, name);
    const lock = await lockDataDirectory(folder);
    if ("refused" in lock) continue;
    await clear(folder);
    await lock.release();
  }
}

async function clear(folder: string): Promise<void> {
  const left = await stopLeftServer(quietRuntime(), join(folder, "data"));
  if (left !== undefined) throw new Error(left.refused);
  await rm(folder, { recursive: true, force: true });
}
