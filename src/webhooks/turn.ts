import type { Event } from "#domain/event.ts";
import type { DisabledBecause } from "#domain/webhook.ts";
import { appendEvents, listEvents } from "#store/events.ts";
import type { Store } from "#store/store.ts";
import {
  type DueDelivery,
  dropDeliveries,
  dueDeliveries,
  type EndpointClaim,
  recordTries,
  setEndpointHealth,
} from "#store/webhook-turns.ts";
import { disableWebhook } from "#store/webhooks.ts";
import { inBatches } from "./batch.ts";
import type { Send } from "./send.ts";
import { type Tried, tryDelivery } from "./try-delivery.ts";

/** What every turn works with. */
export interface Post {
  readonly store: Store;
  readonly send: Send;
  /** An event as it is delivered: the JSON that `/events/get` answers. `undefined`: no customer is told of it. */
  readonly bodyOf: (event: Event) => string | undefined;
  readonly userAgent: string;
}

/** How many deliveries go to one endpoint at once; fewer while all it does is fail. */
const lanes = 8;
const lanesWhileFailing = 2;
/** So many are read at a time. */
const readAhead = 200;
/** So many may be sent and not yet recorded: as many are repeated, at most, where a process dies. */
const unrecordedMax = 64;
/** An endpoint that still has deliveries after this long goes to the end of the line, in milliseconds. */
const turnMs = 10_000;
/** Nothing but failure for this long ends an endpoint. Source: Svix's and Standard Webhooks' recommendation, 2026. */
export const disableAfterMs = 5 * 24 * 60 * 60_000;

/** Delivers what is due for one endpoint until nothing is, its turn is over, or `signal` aborts. */
export async function endpointTurn(post: Post, claim: EndpointClaim, signal: AbortSignal): Promise<void> {
  const { store } = post;
  const until = store.runtime.now() + turnMs;
  const turn = { isOver: false, failingSince: claim.failingSince };
  const record = inBatches<Tried>((tried) => recordAll(post, claim, turn, tried));
  const unrecorded = new Set<Promise<void>>();
  const troubles: unknown[] = [];
  const keep = (tried: Tried): Promise<void> => {
    const kept = record(tried)
      .catch((error: unknown) => {
        turn.isOver = true;
        troubles.push(error);
      })
      .finally(() => unrecorded.delete(kept));
    unrecorded.add(kept);
    return kept;
  };
  const isOver = () => turn.isOver || signal.aborted || store.runtime.now() >= until;
  while (!isOver()) {
    const letters = await readLetters(post, claim);
    if (letters === undefined) return;
    const lane = async () => {
      for (let letter = letters.shift(); letter !== undefined && !isOver(); letter = letters.shift()) {
        const tried = await tryDelivery({ ...post, runtime: store.runtime }, claim, letter.delivery, letter, signal);
        if (tried === undefined) return;
        if (endsTurn(tried)) turn.isOver = true;
        const kept = keep(tried);
        // A failure is recorded before the next try, so that an endpoint that only fails is soon known as such.
        if (tried.endpoint.kind !== "well" || unrecorded.size >= unrecordedMax) await kept;
      }
    };
    const width = turn.failingSince === undefined ? lanes : lanesWhileFailing;
    await Promise.all(Array.from({ length: width }, lane));
    await Promise.all(unrecorded);
    if (troubles.length > 0) throw troubles[0];
  }
}

/** The endpoint is gone, or asked to be left alone. */
function endsTurn({ endpoint }: Tried): boolean {
  return endpoint.kind === "gone" || (endpoint.kind === "failing" && endpoint.notBefore !== undefined);
}

interface Letter {
  readonly id: Event["id"];
  readonly body: string;
  readonly delivery: DueDelivery;
}

/** What is due, with what it says; what no customer is told is taken away. `undefined` where nothing is due. */
async function readLetters(post: Post, claim: EndpointClaim): Promise<Letter[] | undefined> {
  const { db, runtime, keysOf } = post.store;
  const due = await dueDeliveries(db, claim.id, { now: runtime.now(), limit: readAhead });
  if (due.length === 0) return undefined;
  const eventIds = due.map(({ eventId }) => eventId);
  const keys = await keysOf(claim.workspaceId);
  const events = await listEvents(db, keys, claim.workspaceId, { eventIds }, { limit: due.length });
  const deliveries = new Map(due.map((delivery) => [delivery.eventId, delivery]));
  // In the order of their recording, which is the order of a code's life.
  const letters = events.flatMap((event) => {
    const delivery = deliveries.get(event.id);
    const body = post.bodyOf(event);
    return delivery === undefined || body === undefined ? [] : [{ id: event.id, body, delivery }];
  });
  const told = new Set(letters.map(({ id }) => id));
  const untold = eventIds.filter((id) => !told.has(id));
  if (untold.length > 0) await dropDeliveries(db, claim.id, untold);
  return letters;
}

interface Turn {
  isOver: boolean;
  failingSince: number | undefined;
}

async function recordAll(post: Post, claim: EndpointClaim, turn: Turn, tried: readonly Tried[]): Promise<void> {
  const { store } = post;
  const keys = await store.keysOf(claim.workspaceId);
  const written = await recordTries(
    store.db,
    keys,
    claim,
    tried.map(({ record }) => record),
  );
  // Somebody else works this endpoint by now, and knows better how it does.
  if (written === 0) turn.isOver = true;
  else await recordHealth(post, claim, turn, tried);
}

async function recordHealth(post: Post, claim: EndpointClaim, turn: Turn, tried: readonly Tried[]): Promise<void> {
  const { store } = post;
  if (tried.some(({ endpoint }) => endpoint.kind === "gone")) return disable(post, claim, turn, "gone");
  const failures = tried.flatMap(({ endpoint, record }) =>
    endpoint.kind === "failing" ? [{ at: record.startedAt + record.durationMs, notBefore: endpoint.notBefore }] : [],
  );
  const isWell = failures.length < tried.length;
  const failedFirst = Math.min(...failures.map(({ at }) => at));
  const failedLast = Math.max(...failures.map(({ at }) => at));
  const failingSince = isWell ? undefined : (turn.failingSince ?? failedFirst);
  if (failingSince !== undefined && failedLast - failingSince >= disableAfterMs) {
    return disable(post, claim, turn, "failing");
  }
  const patience = failures.flatMap(({ notBefore }) => notBefore ?? []);
  const notBefore = patience.length === 0 ? undefined : Math.max(...patience);
  if (notBefore !== undefined) turn.isOver = true;
  const isNews = failingSince !== turn.failingSince || notBefore !== undefined;
  turn.failingSince = failingSince;
  if (isNews) await setEndpointHealth(store.db, claim, { failingSince, notBefore });
}

async function disable(post: Post, claim: EndpointClaim, turn: Turn, because: DisabledBecause): Promise<void> {
  const { store } = post;
  const at = store.runtime.now();
  turn.isOver = true;
  const isNews = await store.db.transaction(async (tx) => {
    if (!(await disableWebhook(tx, claim.workspaceId, claim.id, { at, because }))) return false;
    // The contract has no type for it: it stays a fact of ours, and shows on the endpoint itself.
    const payload = { webhook_id: claim.id, because };
    await appendEvents(tx, store, claim.workspaceId, [{ type: "webhook.disabled", occurredAt: at, payload }]);
    return true;
  });
  if (isNews) store.runtime.log("webhooks.endpoint_disabled", { webhook: claim.id, because });
}
