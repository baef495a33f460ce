import { join } from "node:path";
import { printConfig, readConfig } from "#config.ts";
import { realRuntime } from "#runtime/real-runtime.ts";
import { serveUntilSignal } from "./serve-until-signal.ts";

const config = readConfig(process.env, process.cwd());
if ("problems" in config) {
  for (const problem of config.problems) process.stderr.write(`${problem}\n`);
  process.exit(2);
}
if (process.argv.includes("--print-config")) {
  process.stdout.write(`${printConfig(config)}\n`);
  process.exit(0);
}

const refused = await serveUntilSignal(config, realRuntime(), {
  virtualLocksProgram: join(import.meta.dirname, "virtual-locks", "main.ts"),
  consoleDirectory: join(import.meta.dirname, "..", "console", "dist"),
});
if (refused !== undefined) {
  process.stderr.write(`${refused.refused}\n`);
  process.exit(1);
}
