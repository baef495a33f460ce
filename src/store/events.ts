import type { Actor } from "#domain/actor.ts";
import type { Event, NewEvent } from "#domain/event.ts";
import type {
  AccessCodeId,
  ActionAttemptId,
  ConnectedAccountId,
  ConnectWebviewId,
  DeviceId,
  EventId,
  WorkspaceId,
} from "#domain/ids.ts";
import { accountsOf, type Scope, workspaceOf } from "#domain/scope.ts";
import { selectList } from "./columns.ts";
import { type Db, toTime } from "./db.ts";
import type { WorkspaceKeys } from "./seal.ts";
import type { Store } from "./store.ts";

/**
 * Appends facts, in this order. Belongs into the transaction of their cause, after the device's row is
 * held or changed: whoever writes to a lock's codes takes the device's row first, so that no two wait
 * for each other. The ordinals of a code are counted on its row, so that they have no gaps.
 */
export async function appendEvents(
  db: Db,
  store: Pick<Store, "runtime" | "keysOf">,
  workspace: WorkspaceId,
  events: readonly NewEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const keys = await store.keysOf(workspace, db);
  const rows = eventRows(keys, events, store.runtime);
  await db.query({ name: "append-events", text: appendText }, [workspace, JSON.stringify(rows)]);
}

/** One event as a parameter of a statement: see `eventRecord`. */
export interface NewEventRow {
  readonly event_id: string;
  readonly event_type: string;
  readonly created_at: string | null;
  readonly occurred_at: string | null;
  readonly device_id: string | null;
  readonly access_code_id: string | null;
  readonly connected_account_id: string | null;
  readonly action_attempt_id: string | null;
  readonly actor: Actor | null;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Hexadecimal, for JSON has no bytes. */
  readonly sealed_payload: string | null;
}

/** The rows of new events, with their secrets sealed, to be sent as one JSON parameter. */
export function eventRows(
  keys: WorkspaceKeys,
  events: readonly NewEvent[],
  { now, uuid }: Pick<Store["runtime"], "now" | "uuid">,
): readonly NewEventRow[] {
  const createdAt = toTime(now());
  return events.map((event) => {
    const id = uuid() as EventId;
    return {
      event_id: id,
      event_type: event.type,
      created_at: createdAt,
      occurred_at: toTime(event.occurredAt),
      device_id: event.deviceId ?? null,
      access_code_id: event.accessCodeId ?? null,
      connected_account_id: event.accountId ?? null,
      action_attempt_id: event.actionAttemptId ?? null,
      actor: event.by ?? null,
      payload: event.payload ?? {},
      sealed_payload: event.secret === undefined ? null : hex(keys.seal(secretPlace(id), JSON.stringify(event.secret))),
    };
  });
}

/** The columns that an array of `NewEventRow` has as a row source; `n` counts them in their order. */
export function eventRecords(parameter: string): string {
  return `rows from (jsonb_to_recordset(${parameter}::jsonb) as (
    event_id uuid, event_type text, created_at timestamptz, occurred_at timestamptz, device_id uuid, access_code_id uuid,
    connected_account_id uuid, action_attempt_id uuid, actor jsonb, payload jsonb, sealed_payload text)) with ordinality as e (
    event_id, event_type, created_at, occurred_at, device_id, access_code_id,
    connected_account_id, action_attempt_id, actor, payload, sealed_payload, n)`;
}

export const eventTarget = `events (event_id, workspace_id, event_type, created_at, occurred_at, device_id, access_code_id,
    connected_account_id, action_attempt_id, ordinal, actor, payload, sealed_payload)`;

/** The values for `eventTarget` of a row `e`, in workspace $1. */
export function eventValues(ordinal: string): string {
  return `e.event_id, $1, e.event_type, e.created_at, e.occurred_at, e.device_id, e.access_code_id,
    e.connected_account_id, e.action_attempt_id, ${ordinal}, e.actor, e.payload, decode(e.sealed_payload, 'hex')`;
}

const appendText = `
  with e as (select * from ${eventRecords("$2")}),
  counts as (select access_code_id, count(*)::integer as count from e where access_code_id is not null group by access_code_id),
  counted as (
    update access_codes c set event_count = c.event_count + counts.count from counts
    where c.access_code_id = counts.access_code_id and c.workspace_id = $1
    returning c.access_code_id, c.event_count - counts.count as before)
  insert into ${eventTarget}
  select ${eventValues("counted.before + row_number() over (partition by e.access_code_id order by e.n)")}
  from e left join counted using (access_code_id)
  order by e.n`;

interface EventRow {
  event_id: EventId;
  workspace_id: WorkspaceId;
  event_type: string;
  created_at: Date;
  occurred_at: Date;
  device_id: DeviceId | null;
  access_code_id: AccessCodeId | null;
  connected_account_id: ConnectedAccountId | null;
  action_attempt_id: ActionAttemptId | null;
  ordinal: number | null;
  actor: Actor | null;
  payload: Record<string, unknown>;
  sealed_payload: Uint8Array | null;
}

const eventColumns = selectList([
  "event_id",
  "workspace_id",
  "event_type",
  "created_at",
  "occurred_at",
  "device_id",
  "access_code_id",
  "connected_account_id",
  "action_attempt_id",
  "ordinal",
  "actor",
  "payload",
  "sealed_payload",
] as const satisfies readonly (keyof EventRow)[]);

function eventFrom(row: EventRow, keys: WorkspaceKeys): Event {
  const secret: Record<string, unknown> | undefined =
    row.sealed_payload === null ? undefined : JSON.parse(keys.open(secretPlace(row.event_id), row.sealed_payload));
  return {
    id: row.event_id,
    workspaceId: row.workspace_id,
    type: row.event_type,
    createdAt: row.created_at.getTime(),
    occurredAt: row.occurred_at.getTime(),
    deviceId: row.device_id ?? undefined,
    accessCodeId: row.access_code_id ?? undefined,
    accountId: row.connected_account_id ?? undefined,
    actionAttemptId: row.action_attempt_id ?? undefined,
    ordinal: row.ordinal ?? undefined,
    by: row.actor ?? undefined,
    payload: row.payload,
    ...(secret === undefined ? {} : { secret }),
  };
}

/** Every filter that is given must match; bounds of time are exclusive, on the time of recording. */
export interface EventFilter {
  readonly after?: number | undefined;
  readonly before?: number | undefined;
  readonly eventIds?: readonly EventId[] | undefined;
  readonly eventTypes?: readonly string[] | undefined;
  readonly deviceIds?: readonly DeviceId[] | undefined;
  readonly accessCodeIds?: readonly AccessCodeId[] | undefined;
  readonly accountId?: ConnectedAccountId | undefined;
  readonly webviewId?: ConnectWebviewId | undefined;
}

/** Events in the order of their recording, or from the newest where `newestFirst`. */
export async function listEvents(
  db: Db,
  keys: WorkspaceKeys,
  scope: Scope,
  filter: EventFilter,
  {
    limit,
    offset = 0,
    newestFirst = false,
  }: { readonly limit: number; readonly offset?: number; readonly newestFirst?: boolean },
): Promise<readonly Event[]> {
  const way = newestFirst ? "desc" : "asc";
  const rows = await db.query<EventRow>(
    `select ${eventColumns} from events
     where workspace_id = $1
       and ($2::timestamptz is null or created_at > $2) and ($3::timestamptz is null or created_at < $3)
       and ($4::uuid[] is null or event_id = any($4)) and ($5::text[] is null or event_type = any($5))
       and ($6::uuid[] is null or device_id = any($6)) and ($7::uuid[] is null or access_code_id = any($7))
       and ($8::uuid is null or connected_account_id = $8)
       and ($12::text is null or payload->>'connect_webview_id' = $12)
       and ($11::uuid[] is null or connected_account_id = any($11)
         or device_id in (select d.device_id from devices d where d.connected_account_id = any($11)))
     order by created_at ${way}, position ${way} limit $9 offset $10`,
    [
      workspaceOf(scope),
      toTime(filter.after),
      toTime(filter.before),
      filter.eventIds ?? null,
      filter.eventTypes ?? null,
      filter.deviceIds ?? null,
      filter.accessCodeIds ?? null,
      filter.accountId ?? null,
      limit,
      offset,
      accountsOf(scope) ?? null,
      filter.webviewId ?? null,
    ],
  );
  return rows.map((row) => eventFrom(row, keys));
}

function secretPlace(row: EventId) {
  return { table: "events", column: "sealed_payload", row };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

/** That events were recorded since, epoch milliseconds, without what they say; of more than `limit`, the newest. */
export async function listRecentFacts(db: Db, workspace: WorkspaceId, since: number, limit: number) {
  const text = `select event_id, event_type, device_id, access_code_id, connected_account_id from events
    where workspace_id = $1 and created_at > $2 order by created_at desc, position desc limit $3`;
  const rows = await db.query<{
    event_id: EventId;
    event_type: string;
    device_id: DeviceId | null;
    access_code_id: AccessCodeId | null;
    connected_account_id: ConnectedAccountId | null;
  }>({ name: "recent-facts", text }, [workspace, toTime(since), limit]);
  return rows.toReversed().map((row) => ({
    id: row.event_id,
    type: row.event_type,
    deviceId: row.device_id ?? undefined,
    accessCodeId: row.access_code_id ?? undefined,
    accountId: row.connected_account_id ?? undefined,
  }));
}
