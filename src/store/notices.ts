import pg from "pg";
import type { Runtime } from "#runtime/runtime.ts";
import type { Db } from "./db.ts";

/** What processes on one database tell each other: that something may be due, and nothing else. */
export type Channel = "webhook_deliveries" | "work";

/** How soon a lost connection is made anew, in milliseconds. */
const reconnectAfterMs = 1_000;

/** Calls `wake` whenever some process has given notice, until `signal` aborts. Losing a notice costs latency only. */
export async function hearNotices(
  url: string,
  channel: Channel,
  runtime: Runtime,
  wake: () => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await listenOnce(url, channel, wake, signal).catch(() => {});
    await runtime.sleep(reconnectAfterMs, signal);
  }
}

/**
 * Gives notice on a channel, outside of any transaction: a notice within one has all commits wait for each other. Many
 * at once are one, and one more for those that came while it was on its way.
 */
export function noticeGiver(db: Db, channel: Channel): () => void {
  let isUnderWay = false;
  let isWanted = false;
  const give = async () => {
    isUnderWay = true;
    while (isWanted) {
      isWanted = false;
      await db.query({ name: `notice-${channel}`, text: "select pg_notify($1, '')" }, [channel]).catch(() => {});
    }
    isUnderWay = false;
  };
  return () => {
    isWanted = true;
    if (!isUnderWay) void give();
  };
}

/** Resolves, or rejects, when the connection ends. */
async function listenOnce(url: string, channel: Channel, wake: () => void, signal: AbortSignal): Promise<void> {
  const client = new pg.Client({ connectionString: url, keepAlive: true });
  const ended = new Promise<void>((resolve) => {
    client.once("end", resolve);
    // An error may follow another; one that nobody hears would end the process.
    client.on("error", () => resolve());
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  try {
    await client.connect();
    client.on("notification", wake);
    await client.query(`listen ${channel}`);
    // Whatever was committed while nobody listened.
    wake();
    await ended;
  } finally {
    await client.end().catch(() => {});
  }
}
