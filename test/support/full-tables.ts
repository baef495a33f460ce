import type { Db } from "#store/db.ts";

/** So many rows that to read a whole table costs far more than to look something up, and few enough to be quick. */
const counts = { devices: 400, codes: 10_000, perCode: 10_000, events: 20_000 };

/**
 * Fills the tables that grow with a house with copies of what is in them, and has the planner know it. A third of the
 * codes are gone, and none of the copies is due: a house at rest.
 */
export async function fillTables(db: Db): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query("alter table events disable trigger events_make_webhook_deliveries");
    for (const statement of statements) await tx.query(statement);
    await tx.query("alter table events enable trigger events_make_webhook_deliveries");
  });
  await db.query("vacuum analyze");
}

/** Rows of `table` over and over, `n` counting them, each with what `changes` says; `more` joins what that needs. */
const copies = (table: string, count: number, changes: string, more = "") => `
  with pattern as (select t, row_number() over () - 1 as nr, count(*) over () as length from (select t from ${table} as t limit 20) as few)
  insert into ${table} overriding user value
  select copy.* from generate_series(1, ${count}) as n join pattern on pattern.nr = n % pattern.length ${more}
  cross join lateral jsonb_populate_record(pattern.t, jsonb_build_object(${changes})) as copy`;

const onSomeDevice = `join some_devices as device on device.nr = n % ${counts.devices}`;
const ofSomeCode = `join some_codes as code on code.nr = n % ${counts.codes}`;
const inTheFuture = "timestamptz '2999-01-01' + n * interval '1 minute'";
const inThePast = "timestamptz '2020-01-01' + n * interval '1 minute'";

const statements = [
  copies(
    "devices",
    counts.devices,
    `'device_id', gen_random_uuid(), 'native_id', 'copy-' || n, 'created_at', ${inThePast}, 'lease_until', null, 'next_due_at', ${inTheFuture}`,
  ),
  "create temporary table some_devices on commit drop as select device_id, row_number() over () - 1 as nr from devices",
  "analyze some_devices",
  copies(
    "access_codes",
    counts.codes,
    `'access_code_id', gen_random_uuid(), 'device_id', device.device_id, 'name', 'Guest ' || n, 'place', 'copy-' || n,
     'pin_index', '\\x' || md5('wanted' || n), 'lock_pin_index', '\\x' || md5('on lock' || n), 'common_code_key', null,
     'is_backup', false, 'pulled_for', null, 'created_at', ${inThePast}, 'gone_at', case when n % 3 = 0 then ${inTheFuture} end`,
    onSomeDevice,
  ),
  `create temporary table some_codes on commit drop as
   select access_code_id, device_id, row_number() over () - 1 as nr from access_codes`,
  "analyze some_codes",
  copies(
    "attempts",
    counts.perCode,
    `'attempt_id', gen_random_uuid(), 'access_code_id', code.access_code_id, 'device_id', code.device_id,
     'started_at', ${inThePast}, 'unsettled', false`,
    ofSomeCode,
  ),
  copies(
    "action_attempts",
    counts.perCode,
    `'action_attempt_id', gen_random_uuid(), 'access_code_id', code.access_code_id, 'device_id', code.device_id,
     'created_at', ${inThePast}, 'status', 'success'`,
    ofSomeCode,
  ),
  copies(
    "events",
    counts.events,
    `'event_id', gen_random_uuid(), 'access_code_id', code.access_code_id, 'device_id', code.device_id,
     'ordinal', 1000 + n, 'created_at', ${inThePast}, 'occurred_at', ${inThePast}`,
    ofSomeCode,
  ),
  `create temporary table some_events on commit drop as
   select event_id, row_number() over () as nr from events where not exists
     (select 1 from webhook_deliveries d where d.event_id = events.event_id)`,
  "analyze some_events",
  copies(
    "webhook_deliveries",
    counts.perCode,
    `'event_id', event.event_id, 'state', 'delivered', 'next_due_at', null, 'created_at', ${inThePast}`,
    "join some_events as event on event.nr = n",
  ),
  copies("webhook_attempts", counts.perCode, `'event_id', event.event_id`, "join some_events as event on event.nr = n"),
];
