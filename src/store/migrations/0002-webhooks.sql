-- Customers' endpoints, and what is to be delivered to each of them.

create table webhooks (
  webhook_id uuid primary key,
  workspace_id uuid not null references workspaces,
  url text not null,
  -- '{*}': every type.
  event_types text[] not null,
  -- domain/webhook.ts WebhookSecret, newest first, as sealed JSON.
  sealed_secrets bytea not null,
  created_at timestamptz not null,
  -- The first of the failures since the last success.
  failing_since timestamptz,
  -- The endpoint asked to be left alone until then.
  not_before timestamptz,
  disabled_at timestamptz,
  disabled_because text check (disabled_because in ('gone', 'failing', 'request')),
  -- Who works it: the last claim, the holder's lease and number.
  worked_at timestamptz,
  lease_until timestamptz,
  fence bigint not null default 0
);
create index webhooks_workspace on webhooks (workspace_id, created_at, webhook_id);

-- One row for each event and endpoint that wants it. Neither table is referred to by a key: an event
-- must not fail because its endpoint is deleted at the same moment.
create table webhook_deliveries (
  webhook_id uuid not null,
  event_id uuid not null,
  state text not null check (state in ('waiting', 'delivered', 'failed', 'stopped')),
  -- Tries since it was last asked for, and tries ever.
  tries integer not null default 0,
  attempts integer not null default 0,
  -- The only truth about work; null unless it is waiting.
  next_due_at timestamptz,
  created_at timestamptz not null,
  primary key (webhook_id, event_id)
);
create index webhook_deliveries_due on webhook_deliveries (webhook_id, next_due_at) where next_due_at is not null;
create index webhook_deliveries_made on webhook_deliveries (webhook_id, created_at, event_id);

create table webhook_attempts (
  webhook_id uuid not null,
  event_id uuid not null,
  number integer not null,
  started_at timestamptz not null,
  duration_ms integer not null,
  -- What the endpoint answered, or why there was no answer.
  status integer,
  failure text,
  -- The beginning of an answer that was no success.
  sealed_answer bytea,
  primary key (webhook_id, event_id, number),
  foreign key (webhook_id, event_id) references webhook_deliveries on delete cascade
);

-- Whoever records an event, by whatever statement, makes its deliveries in the same transaction: none can be
-- forgotten, and no order of commits can hide one. Without endpoints it costs one look at an empty index.
create function make_webhook_deliveries() returns trigger language plpgsql as $$
begin
  insert into webhook_deliveries (webhook_id, event_id, state, next_due_at, created_at)
  select w.webhook_id, e.event_id, 'waiting', e.created_at, e.created_at
  from recorded e join webhooks w on w.workspace_id = e.workspace_id
  where w.disabled_at is null and (w.event_types = '{*}' or e.event_type = any(w.event_types));
  -- It is heard at the commit, by whoever delivers; losing it costs latency only.
  if found then perform pg_notify('webhook_deliveries', ''); end if;
  return null;
end $$;
create trigger events_make_webhook_deliveries after insert on events
  referencing new table as recorded for each statement execute function make_webhook_deliveries();
