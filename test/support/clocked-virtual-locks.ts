import { dirname, join } from "node:path";
import { startVirtualLockCloud } from "#virtual-locks/start-virtual-lock-cloud.ts";
import { clockFileRuntime } from "./clock-file.ts";

// The virtual lock cloud by the test's clock, as a process of its own: see src/virtual-locks/main.ts.
const stateDirectory = process.env.VIRTUAL_LOCKS_STATE_DIR ?? "";
const settings = {
  port: Number(process.env.VIRTUAL_LOCKS_PORT ?? 0),
  hostname: "127.0.0.1",
  stateDirectory,
  controlToken: process.env.VIRTUAL_LOCKS_CONTROL_TOKEN ?? "",
  clients: [],
};
const { port, close } = await startVirtualLockCloud(settings, clockFileRuntime(join(dirname(stateDirectory), "clock")));
process.stdout.write(`${JSON.stringify({ port })}\n`);
process.once("SIGTERM", () => void close().then(() => process.exit(0)));
