import { eventBody } from "#api/present/event.ts";
import manifest from "#package.json" with { type: "json" };
import { createNudge } from "#reconcile/nudge.ts";
import { hearNotices } from "#store/notices.ts";
import type { Store } from "#store/store.ts";
import type { Cidr } from "#webhooks/cidr.ts";
import { createGuard } from "#webhooks/guard.ts";
import { runPost } from "#webhooks/post.ts";
import { createTransport } from "#webhooks/transport.ts";

/** How a process works its share of the endpoints. */
const work = { concurrency: 32, failingConcurrency: 16, leaseMs: 10_000, pollMs: 1_000 };

/**
 * Delivers events to customers' endpoints, each as `/events/get` answers it, until what is answered is called.
 * Endpoints may stand on public addresses and in the ranges of `allowed`.
 */
export function deliverEvents(
  store: Store,
  { databaseUrl, allowed }: { readonly databaseUrl: string; readonly allowed: readonly Cidr[] },
): () => Promise<void> {
  const transport = createTransport(createGuard(allowed));
  const nudge = createNudge();
  const stopping = new AbortController();
  const post = {
    store,
    send: transport.send,
    bodyOf: eventBody,
    userAgent: `Pintumbler-Webhooks/${manifest.version}`,
  };
  const ended = Promise.all([
    runPost(post, work, nudge, stopping.signal),
    hearNotices(databaseUrl, "webhook_deliveries", store.runtime, nudge.wake, stopping.signal),
  ]);
  return async () => {
    stopping.abort();
    await ended;
    transport.close();
  };
}
