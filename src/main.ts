import { join } from "node:path";
import { printConfig, readConfig } from "#config.ts";
import { realRuntime } from "#runtime/real-runtime.ts";
import { roleNames, rolesIn } from "./roles.ts";
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

const words = process.argv.slice(2);
const unknown = words.find((word) => !roleNames.some((role) => word === `--${role}`));
if (unknown !== undefined) {
  process.stderr.write(
    `${unknown} is not known here; what a process does alone: ${roleNames.map((role) => `--${role}`).join(" ")}\n`,
  );
  process.exit(2);
}

const refused = await serveUntilSignal(config, realRuntime(), {
  virtualLocksProgram: join(import.meta.dirname, "virtual-locks", "main.ts"),
  consoleDirectory: join(import.meta.dirname, "..", "console", "dist"),
  roles: rolesIn(words),
});
if (refused !== undefined) {
  process.stderr.write(`${refused.refused}\n`);
  process.exit(1);
}
