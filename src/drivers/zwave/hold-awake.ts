import type { Runtime } from "#runtime/runtime.ts";
import type { Notes } from "./notes.ts";
import type { ZwaveServer } from "./server.ts";

/** A lock goes back to sleep 250 ms after its last message (`sendToSleep` of zwave-js 15.29.0): it is called more often. */
const everyMs = 100;
/** Nobody has anything for a lock with which nobody has talked for so long, in milliseconds. */
const idleMs = 2_500;
const longestMs = 30_000;

/** Keeps a lock awake that has just woken, until it was looked at and what followed from that has been done. */
export async function holdAwake(
  { server, runtime }: { readonly server: ZwaveServer; readonly runtime: Runtime },
  nodeId: number,
  notes: Notes,
  signal: AbortSignal,
): Promise<void> {
  const isHeld = notes.wokeAt !== undefined;
  let wokeAt = runtime.now();
  notes.wokeAt = wokeAt;
  // A call that came too late waits at the server for the next waking, and goes on then.
  if (isHeld) return;
  let busyAt = wokeAt;
  while (!signal.aborted && runtime.now() - Math.max(busyAt, wokeAt) < idleMs && runtime.now() - wokeAt < longestMs) {
    if (notes.working > 0) busyAt = runtime.now();
    else await server.ask("node.ping", { nodeId }, signal);
    await runtime.sleep(everyMs, signal);
    wokeAt = notes.wokeAt;
  }
  notes.wokeAt = undefined;
}
