import type { AccessCodeId, DeviceId, EventId, WorkspaceId } from "#domain/ids.ts";
import { type Db, toTime } from "./db.ts";

/** Somebody opened a door, or was refused. `at` is epoch milliseconds. */
export interface Entry {
  readonly id: EventId;
  readonly kind: "unlocked" | "denied";
  readonly at: number;
  readonly deviceId: DeviceId;
  readonly deviceName: string | undefined;
  readonly timeZone: string | undefined;
  /** In the words of the events. */
  readonly method: string | undefined;
  /** The code that the lock or its maker named. */
  readonly code: EnteredCode | undefined;
  /** Where none was named: the codes that opened the door at that time, of which at most two are told. */
  readonly possible: readonly EnteredCode[];
}

export interface EnteredCode {
  readonly id: AccessCodeId;
  readonly name: string | undefined;
  readonly isManaged: boolean;
}

export interface EntryFilter {
  readonly deviceId: DeviceId | undefined;
  readonly accessCodeId: AccessCodeId | undefined;
  readonly after: { readonly at: number; readonly id: string } | undefined;
  readonly limit: number;
}

interface EntryRow {
  event_id: EventId;
  event_type: string;
  occurred_at: Date;
  device_id: DeviceId;
  device_name: string | null;
  time_zone: string | null;
  method: string | null;
  code: EnteredCodeRow | null;
  possible: readonly EnteredCodeRow[] | null;
}
type EnteredCodeRow = { id: AccessCodeId; name: string | null; isManaged: boolean };

const codeAsJson = (alias: string) =>
  `jsonb_build_object('id', ${alias}.access_code_id, 'name', ${alias}.name, 'isManaged', ${alias}.is_managed)`;

/** The newest first. */
export async function listEntries(db: Db, workspace: WorkspaceId, filter: EntryFilter): Promise<readonly Entry[]> {
  const text = `
    with page as (
      select * from events
      where workspace_id = $1 and event_type in ('lock.unlocked', 'lock.access_denied') and device_id is not null
        and ($2::uuid is null or device_id = $2) and ($3::uuid is null or access_code_id = $3)
        and ($4::timestamptz is null or (occurred_at, event_id) < ($4, $5::uuid))
      order by occurred_at desc, event_id desc limit $6)
    select page.event_id, page.event_type, page.occurred_at, page.device_id, page.payload->>'method' as method,
      coalesce(d.nickname, d.report->>'name') as device_name, coalesce(d.stated_time_zone, d.report->>'timeZone') as time_zone,
      ${codeAsJson("c")} as code,
      case when page.access_code_id is null and page.event_type = 'lock.unlocked' and page.payload->>'method' = 'keycode' then (
        select jsonb_agg(${codeAsJson("p")}) from (
          select * from access_codes o
          where o.device_id = page.device_id and o.created_at <= page.occurred_at
            and (o.gone_at is null or o.gone_at >= page.occurred_at)
            and (o.starts_at is null or o.starts_at <= page.occurred_at) and (o.ends_at is null or o.ends_at >= page.occurred_at)
          order by o.created_at, o.access_code_id limit 2) as p)
      end as possible
    from page left join devices d using (device_id)
      left join access_codes c on c.access_code_id = page.access_code_id
    order by page.occurred_at desc, page.event_id desc`;
  const { deviceId, accessCodeId, after, limit } = filter;
  const values = [workspace, deviceId ?? null, accessCodeId ?? null, toTime(after?.at), after?.id ?? null, limit];
  return (await db.query<EntryRow>({ name: "list-entries", text }, values)).map(entryFrom);
}

function entryFrom(row: EntryRow): Entry {
  return {
    id: row.event_id,
    kind: row.event_type === "lock.unlocked" ? "unlocked" : "denied",
    at: row.occurred_at.getTime(),
    deviceId: row.device_id,
    deviceName: row.device_name ?? undefined,
    timeZone: row.time_zone ?? undefined,
    method: row.method ?? undefined,
    // A join that finds nothing leaves an object of nulls.
    code: row.code?.id == null ? undefined : codeFrom(row.code),
    possible: (row.possible ?? []).map(codeFrom),
  };
}

function codeFrom({ id, name, isManaged }: EnteredCodeRow): EnteredCode {
  return { id, name: name ?? undefined, isManaged };
}
