import type { Autonomy } from "#domain/device.ts";
import { type Claim, claimDue, type LeaseIds, type LeaseKind, LeaseLost, release, renewLease } from "#store/leases.ts";
import type { Store } from "#store/store.ts";
import type { Nudge } from "./nudge.ts";

/** When a piece of work wants to be looked at again; `failed` counts towards its back-off. */
export interface Verdict {
  /** Epoch milliseconds; `undefined`: never, until somebody asks. */
  readonly nextDueAt: number | undefined;
  readonly failed: boolean;
  /** Of a device: for how long its codes stay right without us, as the pass left them. */
  readonly autonomy?: Autonomy | undefined;
}

/** Does one pass over one piece of claimed work. */
export type Pass<Kind extends LeaseKind> = (claim: Claim<LeaseIds[Kind]>, signal: AbortSignal) => Promise<Verdict>;

export interface WorkerOptions {
  /** How many passes run at once in this process. */
  readonly concurrency: number;
  readonly leaseMs: number;
  /** How often the table is asked for due work when nobody wakes us, in milliseconds. */
  readonly pollMs: number;
  /** Which of several servers on one database this is. */
  readonly server?: string | undefined;
  /** It works only what is reached over a line to this server. Default: everything that it can reach. */
  readonly onlyOnLine?: boolean | undefined;
}

/** What a pass that broke is tried again after, in milliseconds. */
const brokenPassDelayMs = 30_000;

/**
 * Claims due work and runs passes over it until `signal` aborts; resolves once every pass has ended.
 * The table is the only truth about what is due: any number of workers, in any number of processes, share it.
 */
export async function runWorker<Kind extends LeaseKind>(
  store: Store,
  kind: Kind,
  pass: Pass<Kind>,
  nudge: Nudge,
  options: WorkerOptions,
  signal: AbortSignal,
): Promise<void> {
  const { runtime } = store;
  const running = new Set<Promise<void>>();
  const slotFreed = { current: new AbortController() };
  while (!signal.aborted) {
    const woken = nudge.next();
    const freed = slotFreed.current.signal;
    const free = options.concurrency - running.size;
    const claims = free > 0 ? await claimSafely(store, kind, free, options) : [];
    for (const claim of claims) {
      const run = runHeld(store, kind, claim, pass, options.leaseMs, signal).finally(() => {
        running.delete(run);
        slotFreed.current.abort();
        slotFreed.current = new AbortController();
      });
      running.add(run);
    }
    if (claims.length > 0 && claims.length === free) continue;
    await runtime.sleep(options.pollMs, AbortSignal.any([signal, woken, freed]));
  }
  await Promise.allSettled(running);
}

async function claimSafely<Kind extends LeaseKind>(
  store: Store,
  kind: Kind,
  limit: number,
  { leaseMs, server, onlyOnLine }: WorkerOptions,
): Promise<readonly Claim<LeaseIds[Kind]>[]> {
  try {
    return await claimDue(store.db, kind, { now: store.runtime.now(), limit, leaseMs, server, onlyOnLine });
  } catch (error) {
    store.runtime.log("reconcile.claim_failed", { kind, reason: reasonOf(error) });
    return [];
  }
}

async function runHeld<Kind extends LeaseKind>(
  store: Store,
  kind: Kind,
  claim: Claim<LeaseIds[Kind]>,
  pass: Pass<Kind>,
  leaseMs: number,
  signal: AbortSignal,
): Promise<void> {
  const { runtime } = store;
  const ended = new AbortController();
  const lost = new AbortController();
  const held = { claim };
  const renewing = keepLease(store, kind, held, leaseMs, ended.signal, lost);
  try {
    const verdict = await pass(claim, AbortSignal.any([signal, lost.signal]));
    await stopRenewing(ended, renewing);
    await release(store.db, kind, held.claim, verdict);
  } catch (error) {
    await stopRenewing(ended, renewing);
    if (error instanceof LeaseLost || lost.signal.aborted) {
      runtime.log("reconcile.lease_lost", { kind, id: claim.id });
      return;
    }
    runtime.log("reconcile.pass_broke", { kind, id: claim.id, reason: reasonOf(error) });
    const nextDueAt = runtime.now() + brokenPassDelayMs;
    await release(store.db, kind, held.claim, { nextDueAt, failed: true }).catch(() => {
      // The lease runs out by itself.
    });
  }
}

async function keepLease<Id extends string>(
  store: Store,
  kind: LeaseKind,
  held: { claim: Claim<Id> },
  leaseMs: number,
  ended: AbortSignal,
  lost: AbortController,
): Promise<void> {
  const { runtime } = store;
  while (!ended.aborted) {
    await runtime.sleep(leaseMs / 3, ended);
    if (ended.aborted) return;
    const renewed = await renewLease(store.db, kind, held.claim, runtime.now() + leaseMs).catch(() => held.claim);
    if (renewed === undefined) {
      lost.abort();
      return;
    }
    held.claim = renewed;
  }
}

async function stopRenewing(ended: AbortController, renewing: Promise<void>): Promise<void> {
  ended.abort();
  await renewing;
}

/** An error's name and the database's code, never its text, which may quote a row. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code = "code" in error && typeof error.code === "string" ? ` ${error.code}` : "";
  return `${error.name}${code}`;
}
