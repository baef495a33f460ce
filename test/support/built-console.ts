import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { inject } from "vitest";
import { oncePerRun } from "./once-per-run.ts";

const root = join(import.meta.dirname, "..", "..");

/** Where the console lies as its sources are now; built once in a run, and never what an earlier build left. */
export function builtConsole(): Promise<string> {
  const folder = inject("consoleFolder");
  return oncePerRun(folder, async () => {
    const built = join(folder, "built");
    const vite = join(root, "node_modules", "vite", "bin", "vite.js");
    const config = join(root, "console", "vite.config.ts");
    await promisify(execFile)(process.execPath, [vite, "build", "--config", config, "--outDir", built], { cwd: root });
    return built;
  });
}
