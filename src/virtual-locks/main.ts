import { realRuntime } from "#runtime/real-runtime.ts";
import { startVirtualLockCloud } from "./start-virtual-lock-cloud.ts";

/** The virtual locks as a process of its own; README.md lists the settings. */
const { env } = process;
const controlToken = env.VIRTUAL_LOCKS_CONTROL_TOKEN ?? "";
const stateDirectory = env.VIRTUAL_LOCKS_STATE_DIR ?? "";
const clientId = env.VIRTUAL_LOCKS_CLIENT_ID;
const clientSecret = env.VIRTUAL_LOCKS_CLIENT_SECRET;

if (!/^\S+$/.test(controlToken) || stateDirectory === "") {
  process.stderr.write("Set VIRTUAL_LOCKS_CONTROL_TOKEN (no spaces) and VIRTUAL_LOCKS_STATE_DIR.\n");
  process.exit(2);
}

const settings = {
  port: Number(env.VIRTUAL_LOCKS_PORT ?? 0),
  hostname: env.VIRTUAL_LOCKS_HOST ?? "127.0.0.1",
  stateDirectory,
  controlToken,
  clients:
    clientId === undefined || clientSecret === undefined
      ? []
      : [
          {
            client_id: clientId,
            client_secret: clientSecret,
            redirect_uris: (env.VIRTUAL_LOCKS_REDIRECT_URIS ?? "").split(" ").filter((uri) => uri !== ""),
          },
        ],
};

const { port, close } = await startVirtualLockCloud(settings, realRuntime());
process.stdout.write(`${JSON.stringify({ port })}\n`);
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => void close().then(() => process.exit(0)));
}
