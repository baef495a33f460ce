import { type Api, createApi } from "#api/app.ts";
import { eventBody } from "#api/present/event.ts";
import { receiveSightings } from "#app/deliveries.ts";
import type { Desk } from "#app/desk.ts";
import type { ConnectedAccount } from "#domain/connected-account.ts";
import type { Sighting } from "#domain/sighting.ts";
import { accountPass } from "#reconcile/account-pass.ts";
import { type DriverFor, devicePass } from "#reconcile/device-pass.ts";
import { createNudge } from "#reconcile/nudge.ts";
import { runWorker } from "#reconcile/worker.ts";
import { makeAccountDue } from "#store/connected-accounts.ts";
import type { Db } from "#store/db.ts";
import type { LeaseKind } from "#store/leases.ts";
import { openStore } from "#store/store.ts";
import { runPost } from "#webhooks/post.ts";
import type { Send } from "#webhooks/send.ts";
import type { Life } from "./life.ts";

/** How a server works: as serve.ts has it, but for what costs a simulation time and shows nothing. */
export interface Pace {
  readonly concurrency: number;
  readonly leaseMs: number;
  readonly pollMs: number;
  readonly sweepMs: number;
  readonly callTimeoutMs: number;
}

/** How a process works its share of the endpoints: as deliver-events.ts has it. */
const delivering = { concurrency: 32, failingConcurrency: 16, leaseMs: 10_000 };

/** One generation of a server process: the door and the workers over one database, as serve.ts puts them together. */
export interface Server {
  readonly desk: Desk;
  readonly api: Api;
  /** Takes what a provider tells of an account. */
  hears(account: ConnectedAccount, raw: string, sightings: readonly Sighting[]): Promise<void>;
}

interface ServerParts {
  readonly pace: Pace;
  /** How long a worker sleeps when nothing is due. */
  readonly pollMsOf: (kind: LeaseKind | "endpoint") => number;
  /** How it reaches customers' endpoints; `undefined`: nobody has any, and nothing is delivered. */
  readonly send: Send | undefined;
  readonly driversFor: (desk: Desk) => DriverFor;
}

export const masterKey = new Uint8Array(32).fill(7);
const never = new AbortController().signal;

export function startServer(life: Life, db: Db, { pace, pollMsOf, send, driversFor }: ServerParts): Server {
  const { runtime } = life;
  const store = openStore(db, runtime, masterKey);
  const nudge = createNudge();
  const desk: Desk = { store, runtime, nudge: nudge.wake, virtualLocks: undefined };
  const driverFor = driversFor(desk);
  const wakeAccount = async (account: ConnectedAccount) => {
    await makeAccountDue(store.db, account.id, runtime.now());
    nudge.wake();
  };
  const work = (kind: LeaseKind) => ({ ...pace, pollMs: pollMsOf(kind) });
  void runWorker(store, "account", accountPass(store, driverFor, nudge, pace), nudge, work("account"), never);
  void runWorker(store, "device", devicePass(store, driverFor, wakeAccount, pace), nudge, work("device"), never);
  if (send !== undefined) {
    const post = { store, send, bodyOf: eventBody, userAgent: "Pintumbler-Webhooks/0.0.0" };
    // Whoever records an event wakes nobody here: a notice that is lost costs latency only.
    void runPost(post, { ...delivering, pollMs: pollMsOf("endpoint") }, createNudge(), never);
  }
  return {
    desk,
    api: createApi({ desk, version: "0.0.0" }),
    hears: (account, raw, sightings) => receiveSightings(desk, account, raw, sightings),
  };
}
