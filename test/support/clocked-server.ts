import { join } from "node:path";
import { readConfig } from "#config.ts";
import { serve } from "../../src/serve.ts";
import { clockFileRuntime } from "./clock-file.ts";

// The server by the test's clock, as a process of its own: see src/main.ts.
const config = readConfig(process.env, process.cwd());
if ("problems" in config) throw new Error(config.problems.join("\n"));
const serving = await serve(config, clockFileRuntime(join(config.dataDir, "clock")), {
  virtualLocksProgram: join(import.meta.dirname, "clocked-virtual-locks.ts"),
  consoleDirectory: process.env.CONSOLE_DIRECTORY ?? "",
});
if ("refused" in serving) throw new Error(serving.refused);
process.stdout.write(`${JSON.stringify({ url: serving.url, apiKey: serving.sandbox?.apiKey })}\n`);
process.once("SIGTERM", () => void serving.stop().then(() => process.exit(0)));
