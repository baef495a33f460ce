import type { EventId, WebhookId, WorkspaceId } from "#domain/ids.ts";
import type { DeliveryFailure, WebhookSecret } from "#domain/webhook.ts";
import { type Db, fromTime, toTime } from "./db.ts";
import type { WorkspaceKeys } from "./seal.ts";
import type { Store } from "./store.ts";
import { answerPlace } from "./webhook-deliveries.ts";
import { openSecrets, type SecretsRow } from "./webhooks.ts";

/**
 * An endpoint in somebody's hands, with all that its deliveries need. What is due is read from the
 * deliveries' own rows, so that recording an event touches no endpoint's row.
 */
export interface EndpointClaim {
  readonly id: WebhookId;
  readonly workspaceId: WorkspaceId;
  /** A later holder has a higher one. */
  readonly fence: string;
  readonly url: string;
  /** Newest first; some may have run out. */
  readonly secrets: readonly WebhookSecret[];
  readonly failingSince: number | undefined;
}

interface ClaimRow extends SecretsRow {
  workspace_id: WorkspaceId;
  fence: string;
  url: string;
  failing_since: Date | null;
}

const claimText = `
  with due as (
    select w.webhook_id, w.worked_at as since from webhooks w
    where w.disabled_at is null and (w.lease_until is null or w.lease_until <= $1)
      and (w.not_before is null or w.not_before <= $1) and (w.failing_since is not null) = $4
      and exists (select 1 from webhook_deliveries d where d.webhook_id = w.webhook_id and d.next_due_at <= $1)
    order by w.worked_at nulls first, w.webhook_id limit $2 for no key update skip locked),
  taken as (
    update webhooks as held set lease_until = $3, worked_at = $1, fence = held.fence + 1
    from due where held.webhook_id = due.webhook_id
    returning held.webhook_id, held.workspace_id, held.fence, held.url, held.sealed_secrets, held.failing_since, due.since)
  select webhook_id, workspace_id, fence, url, sealed_secrets, failing_since from taken
  order by since nulls first, webhook_id`;

/** Takes up to `limit` endpoints that nobody holds and something is due for, those that waited longest first. */
export async function claimEndpoints(
  store: Store,
  {
    now,
    limit,
    leaseMs,
    failing,
  }: { readonly now: number; readonly limit: number; readonly leaseMs: number; readonly failing: boolean },
): Promise<readonly EndpointClaim[]> {
  const values = [toTime(now), limit, toTime(now + leaseMs), failing];
  const rows = await store.db.query<ClaimRow>({ name: "claim-endpoints", text: claimText }, values);
  return Promise.all(
    rows.map(async (row) => ({
      id: row.webhook_id,
      workspaceId: row.workspace_id,
      fence: row.fence,
      url: row.url,
      secrets: openSecrets(await store.keysOf(row.workspace_id), row),
      failingSince: fromTime(row.failing_since),
    })),
  );
}

/** Prolongs a lease, or gives it back where `until` is `undefined`. Answers whether it was still ours. */
export async function setEndpointLease(db: Db, claim: EndpointClaim, until: number | undefined): Promise<boolean> {
  const text =
    "update webhooks set lease_until = $3 where webhook_id = $1 and fence = $2 and disabled_at is null returning 1";
  const rows = await db.query({ name: "lease-endpoint", text }, [claim.id, claim.fence, toTime(until)]);
  return rows.length > 0;
}

export interface DueDelivery {
  readonly eventId: EventId;
  /** Tries since it was last asked for, and tries ever. */
  readonly tries: number;
  readonly attempts: number;
}

export async function dueDeliveries(
  db: Db,
  webhook: WebhookId,
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<readonly DueDelivery[]> {
  const text = `
    select event_id, tries, attempts from webhook_deliveries
    where webhook_id = $1 and next_due_at <= $2 order by next_due_at, event_id limit $3`;
  type Row = { event_id: EventId; tries: number; attempts: number };
  const rows = await db.query<Row>({ name: "due-deliveries", text }, [webhook, toTime(now), limit]);
  return rows.map((row) => ({ eventId: row.event_id, tries: row.tries, attempts: row.attempts }));
}

/** What one try came to. */
export interface TriedDelivery {
  readonly delivery: DueDelivery;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly status: number | undefined;
  readonly failure: DeliveryFailure | undefined;
  readonly answer: string | undefined;
  readonly state: "waiting" | "delivered" | "failed";
  readonly nextDueAt: number | undefined;
}

// A holder that was outdated writes nothing, and neither does one that another was quicker than.
const recordText = `
  with told as (
    select * from jsonb_to_recordset($3::jsonb) as t (event_id uuid, number integer, started_at timestamptz,
      duration_ms integer, status integer, failure text, sealed_answer text, state text, next_due_at timestamptz)),
  written as (
    update webhook_deliveries d
    set state = t.state, next_due_at = t.next_due_at, tries = d.tries + 1, attempts = t.number
    from told t
    where d.webhook_id = $1 and d.event_id = t.event_id and d.attempts = t.number - 1 and d.state = 'waiting'
      and exists (select 1 from webhooks w where w.webhook_id = $1 and w.fence = $2)
    returning d.event_id)
  insert into webhook_attempts (webhook_id, event_id, number, started_at, duration_ms, status, failure, sealed_answer)
  select $1, event_id, number, started_at, duration_ms, status, failure, decode(sealed_answer, 'hex')
  from told join written using (event_id) returning number`;

/** Records what several tries came to, in one statement. Answers how many were still ours to record. */
export async function recordTries(
  db: Db,
  keys: WorkspaceKeys,
  claim: EndpointClaim,
  tries: readonly TriedDelivery[],
): Promise<number> {
  const rows = tries.map(({ delivery, answer, ...tried }) => {
    const number = delivery.attempts + 1;
    const sealed = answer === undefined ? null : keys.seal(answerPlace(claim.id, delivery.eventId, number), answer);
    return {
      event_id: delivery.eventId,
      number,
      started_at: toTime(tried.startedAt),
      duration_ms: tried.durationMs,
      status: tried.status ?? null,
      failure: tried.failure ?? null,
      sealed_answer: sealed && Buffer.from(sealed).toString("hex"),
      state: tried.state,
      next_due_at: toTime(tried.nextDueAt),
    };
  });
  const values = [claim.id, claim.fence, JSON.stringify(rows)];
  return (await db.query({ name: "record-tries", text: recordText }, values)).length;
}

/** How an endpoint does: since when it only fails, and until when it wants to be left alone. */
export async function setEndpointHealth(
  db: Db,
  claim: EndpointClaim,
  { failingSince, notBefore }: { readonly failingSince: number | undefined; readonly notBefore: number | undefined },
): Promise<void> {
  const text = "update webhooks set failing_since = $3, not_before = $4 where webhook_id = $1 and fence = $2";
  const values = [claim.id, claim.fence, toTime(failingSince), toTime(notBefore)];
  await db.query({ name: "endpoint-health", text }, values);
}

/** Takes away what no endpoint is told: facts that the contract has no type for. */
export async function dropDeliveries(db: Db, webhook: WebhookId, events: readonly EventId[]): Promise<void> {
  await db.query("delete from webhook_deliveries where webhook_id = $1 and event_id = any($2)", [webhook, events]);
}
