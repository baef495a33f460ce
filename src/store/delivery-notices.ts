import pg from "pg";
import type { Runtime } from "#runtime/runtime.ts";

/** How soon a lost connection is made anew, in milliseconds. */
const reconnectAfterMs = 1_000;

/** Calls `wake` whenever some process has committed deliveries, until `signal` aborts. Losing a notice costs latency only. */
export async function hearDeliveries(
  url: string,
  runtime: Runtime,
  wake: () => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await listenOnce(url, wake, signal).catch(() => {});
    await runtime.sleep(reconnectAfterMs, signal);
  }
}

/** Resolves, or rejects, when the connection ends. */
async function listenOnce(url: string, wake: () => void, signal: AbortSignal): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  const ended = new Promise<void>((resolve) => {
    client.once("end", resolve);
    // An error may follow another; one that nobody hears would end the process.
    client.on("error", () => resolve());
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  try {
    await client.connect();
    client.on("notification", wake);
    await client.query("listen webhook_deliveries");
    // Whatever was committed while nobody listened.
    wake();
    await ended;
  } finally {
    await client.end().catch(() => {});
  }
}
