import type { EventId, WebhookId, WorkspaceId } from "#domain/ids.ts";
import type { Delivery, DeliveryAttempt, DeliveryFailure } from "#domain/webhook.ts";
import { type Db, fromTime, toTime } from "./db.ts";
import type { WorkspaceKeys } from "./seal.ts";

interface DeliveryRow {
  webhook_id: WebhookId;
  event_id: EventId;
  event_type: string;
  state: Delivery["state"];
  next_due_at: Date | null;
  created_at: Date;
}

interface AttemptRow {
  event_id: EventId;
  number: number;
  started_at: Date;
  duration_ms: number;
  status: number | null;
  failure: DeliveryFailure | null;
  sealed_answer: Uint8Array | null;
}

export interface DeliveryFilter {
  readonly webhookId: WebhookId;
  readonly eventTypes: readonly string[];
  readonly eventId?: EventId | undefined;
  readonly states?: readonly Delivery["state"][] | undefined;
  readonly limit: number;
  readonly after: { readonly createdAt: number; readonly id: string } | undefined;
}

/** What became of an endpoint's deliveries, newest first. */
export async function listDeliveries(
  db: Db,
  keys: WorkspaceKeys,
  workspace: WorkspaceId,
  filter: DeliveryFilter,
): Promise<readonly Delivery[]> {
  const text = `
    select d.webhook_id, d.event_id, e.event_type, d.state, d.next_due_at, d.created_at
    from webhook_deliveries d join events e on e.event_id = d.event_id and e.workspace_id = $1
    where d.webhook_id = $2 and e.event_type = any($3) and ($4::uuid is null or d.event_id = $4)
      and ($5::text[] is null or d.state = any($5))
      and ($6::timestamptz is null or (d.created_at, d.event_id) < ($6, $7::uuid))
    order by d.created_at desc, d.event_id desc limit $8`;
  const { webhookId, eventTypes, eventId, states, limit, after } = filter;
  const values = [
    workspace,
    webhookId,
    eventTypes,
    eventId ?? null,
    states ?? null,
    toTime(after?.createdAt),
    after?.id ?? null,
    limit,
  ];
  const rows = await db.query<DeliveryRow>(text, values);
  const attempts = await attemptsOf(
    db,
    keys,
    webhookId,
    rows.map((row) => row.event_id),
  );
  return rows.map((row) => ({
    webhookId: row.webhook_id,
    eventId: row.event_id,
    eventType: row.event_type,
    state: row.state,
    nextDueAt: fromTime(row.next_due_at),
    createdAt: row.created_at.getTime(),
    attempts: attempts.get(row.event_id) ?? [],
  }));
}

async function attemptsOf(
  db: Db,
  keys: WorkspaceKeys,
  webhook: WebhookId,
  events: readonly EventId[],
): Promise<ReadonlyMap<EventId, readonly DeliveryAttempt[]>> {
  const text = `
    select event_id, number, started_at, duration_ms, status, failure, sealed_answer from webhook_attempts
    where webhook_id = $1 and event_id = any($2) order by event_id, number`;
  const rows = await db.query<AttemptRow>(text, [webhook, events]);
  const attempts = rows.map((row) => attemptFrom(row, keys, webhook));
  const numbered = rows.map((row, index) => [row.event_id, attempts[index] as DeliveryAttempt] as const);
  const grouped = new Map<EventId, DeliveryAttempt[]>();
  for (const [event, attempt] of numbered) grouped.set(event, [...(grouped.get(event) ?? []), attempt]);
  return grouped;
}

function attemptFrom(row: AttemptRow, keys: WorkspaceKeys, webhook: WebhookId): DeliveryAttempt {
  const { sealed_answer: sealed } = row;
  return {
    number: row.number,
    startedAt: row.started_at.getTime(),
    durationMs: row.duration_ms,
    status: row.status ?? undefined,
    failure: row.failure ?? undefined,
    answer: sealed === null ? undefined : keys.open(answerPlace(webhook, row.event_id, row.number), sealed),
  };
}

/** Has an event delivered as if it were new, whether or not it was delivered before. */
export async function askForDelivery(db: Db, webhook: WebhookId, event: EventId, now: number): Promise<void> {
  const text = `
    insert into webhook_deliveries as d (webhook_id, event_id, state, next_due_at, created_at)
    values ($1, $2, 'waiting', $3, $3)
    on conflict (webhook_id, event_id) do update set state = 'waiting', next_due_at = $3, tries = 0`;
  await db.query(text, [webhook, event, toTime(now)]);
  await db.query("select pg_notify('webhook_deliveries', '')");
}

/** Forgets a part of what was made before `before` and is finished, and of what belongs to no endpoint. Answers how much. */
export async function forgetDeliveries(db: Db, before: number): Promise<number> {
  const text = `
    delete from webhook_deliveries where (webhook_id, event_id) in (
      select d.webhook_id, d.event_id from webhook_deliveries d
      left join webhooks w on w.webhook_id = d.webhook_id
      where w.webhook_id is null or (d.created_at < $1 and d.state <> 'waiting') limit 10000)
    returning event_id`;
  return (await db.query(text, [toTime(before)])).length;
}

export function answerPlace(webhook: WebhookId, event: EventId, number: number) {
  return { table: "webhook_attempts", column: "sealed_answer", row: `${webhook}/${event}/${number}` };
}
