import { forgetDeliveries } from "#store/webhook-deliveries.ts";
import { claimEndpoints, type EndpointClaim, setEndpointLease } from "#store/webhook-turns.ts";
import { endpointTurn, type Post } from "./turn.ts";

export interface PostOptions {
  /** How many endpoints this process works at once. Those that only fail have places of their own, so that none waits for them. */
  readonly concurrency: number;
  readonly failingConcurrency: number;
  readonly leaseMs: number;
  /** How often the tables are asked for what is due when nobody wakes us, in milliseconds. */
  readonly pollMs: number;
}

/** Aborts when something may be due. */
type Waking = { readonly next: () => AbortSignal };

const hour = 60 * 60_000;
const forgetEveryMs = hour;
/** The log of what was delivered is kept for this long, in milliseconds. */
const keepForMs = 30 * 24 * hour;

/**
 * Delivers what is due until `signal` aborts; resolves once every turn has ended. Any number of processes share the
 * work: an endpoint is in one pair of hands at a time, and one whose holder died is free when the lease runs out.
 */
export async function runPost(post: Post, options: PostOptions, waking: Waking, signal: AbortSignal): Promise<void> {
  await Promise.all([
    workEndpoints(post, { ...options, failing: false }, waking, signal),
    workEndpoints(post, { ...options, failing: true, concurrency: options.failingConcurrency }, waking, signal),
    forgetOld(post, signal),
  ]);
}

type Share = Omit<PostOptions, "failingConcurrency"> & { readonly failing: boolean };

async function workEndpoints(post: Post, share: Share, waking: Waking, signal: AbortSignal): Promise<void> {
  const { runtime } = post.store;
  const running = new Set<Promise<void>>();
  let freed = new AbortController();
  while (!signal.aborted) {
    // Taken before the tables are asked, so that what happens meanwhile is not slept over.
    const changed = AbortSignal.any([signal, waking.next(), freed.signal]);
    const free = share.concurrency - running.size;
    const claims = free > 0 ? await claimSafely(post, share, free) : [];
    for (const claim of claims) {
      const run = runTurn(post, claim, share.leaseMs, signal).finally(() => {
        running.delete(run);
        const freedBefore = freed;
        freed = new AbortController();
        freedBefore.abort();
      });
      running.add(run);
    }
    if (claims.length > 0 && claims.length === free) continue;
    await runtime.sleep(share.pollMs, changed);
  }
  await Promise.allSettled(running);
}

async function claimSafely(post: Post, share: Share, limit: number): Promise<readonly EndpointClaim[]> {
  const { store } = post;
  const { leaseMs, failing } = share;
  try {
    return await claimEndpoints(store, { now: store.runtime.now(), limit, leaseMs, failing });
  } catch (error) {
    store.runtime.log("webhooks.claim_failed", { reason: nameOf(error) });
    return [];
  }
}

/** One turn under a lease that is prolonged while it lasts. A turn that breaks leaves the endpoint until its lease runs out. */
async function runTurn(post: Post, claim: EndpointClaim, leaseMs: number, signal: AbortSignal): Promise<void> {
  const { db, runtime } = post.store;
  const ended = new AbortController();
  const lost = new AbortController();
  const renewing = keepLease(post, claim, leaseMs, ended.signal, lost);
  try {
    await endpointTurn(post, claim, AbortSignal.any([signal, lost.signal]));
    ended.abort();
    await renewing;
    await setEndpointLease(db, claim, undefined);
  } catch (error) {
    ended.abort();
    runtime.log("webhooks.turn_broke", { webhook: claim.id, reason: nameOf(error) });
    await renewing;
  }
}

async function keepLease(
  post: Post,
  claim: EndpointClaim,
  leaseMs: number,
  ended: AbortSignal,
  lost: AbortController,
): Promise<void> {
  const { db, runtime } = post.store;
  for (;;) {
    await runtime.sleep(leaseMs / 3, ended);
    if (ended.aborted) return;
    const isOurs = await setEndpointLease(db, claim, runtime.now() + leaseMs).catch(() => true);
    if (isOurs) continue;
    lost.abort();
    return;
  }
}

async function forgetOld(post: Post, signal: AbortSignal): Promise<void> {
  const { db, runtime } = post.store;
  while (!signal.aborted) {
    await runtime.sleep(forgetEveryMs, signal);
    if (signal.aborted) return;
    let forgotten = 0;
    do {
      forgotten = await forgetDeliveries(db, runtime.now() - keepForMs).catch(() => 0);
      if (forgotten > 0) runtime.log("webhooks.log_forgotten", { deliveries: forgotten });
    } while (forgotten > 0 && !signal.aborted);
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
