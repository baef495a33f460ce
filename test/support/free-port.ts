import { createServer } from "node:net";

/** Below the ports that a system gives to outgoing connections: none of them takes it before whoever asked listens. */
const [lowest, count] = [20_000, 10_000];

/** A TCP port on which nobody listens. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = lowest + Math.floor(Math.random() * count);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}
