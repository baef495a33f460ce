import { serveBridge } from "../../src/serve-bridge.ts";
import { clockFileRuntime } from "./clock-file.ts";

// A bridge by the test's clock, as a process of its own: see src/cli/bridge-commands.ts.
const [, , clock = "", data = "", server, code] = process.argv;
const stopping = new AbortController();
process.once("SIGTERM", () => stopping.abort());
const refused = await serveBridge({ data, server, code }, clockFileRuntime(clock), {
  say: (text) => process.stdout.write(text),
  stop: stopping.signal,
});
if (refused !== undefined) process.stdout.write(`${refused.refused}\n`);
process.exit(refused === undefined ? 0 : 1);
