-- What the rest of the contract asks to be remembered.

alter table devices
  -- When the last requests of each kind came, epoch milliseconds, at most as many as a minute allows: what is
  -- counted stands on the row that the request changes anyway, so that the count is exact however many servers ask.
  add column recent_creates bigint[],
  add column recent_updates bigint[],
  add column recent_deletes bigint[],
  add column recent_locks bigint[],
  add column recent_unlocks bigint[],
  -- What a caller knows better than the provider; it outlives the provider's reports.
  add column stated_code_lengths integer[],
  add column stated_time_zone text,
  add column keeps_backup_codes boolean not null default false;

alter table access_codes
  -- A spare code of the device's pool. It is pulled for at most one code.
  add column is_backup boolean not null default false,
  add column pulled_for uuid,
  add column pulled_at timestamptz;
create index access_codes_backup on access_codes (device_id) where is_backup and gone_at is null;
create unique index access_codes_pulled on access_codes (pulled_for) where pulled_for is not null and gone_at is null;

alter table connected_accounts
  -- The connect webview through which it was last connected.
  add column connect_webview_id uuid,
  -- Whom the provider knows the account by.
  add column email text,
  add column accepted_capabilities text[] not null default '{lock}',
  -- When all its devices were first looked through.
  add column first_synced_at timestamptz;

create table connect_webviews (
  connect_webview_id uuid primary key,
  workspace_id uuid not null references workspaces,
  accepted_providers text[] not null,
  any_provider_allowed boolean not null,
  accepted_capabilities text[] not null,
  custom_metadata jsonb not null,
  custom_redirect_url text,
  custom_redirect_failure_url text,
  automatically_manage_new_devices boolean not null,
  wait_for_device_creation boolean not null,
  -- 'syncing': signed in, and it waits for the account's devices.
  status text not null check (status in ('pending', 'failed', 'syncing', 'authorized')),
  selected_provider text,
  connected_account_id uuid,
  authorized_at timestamptz,
  created_at timestamptz not null
);
create index connect_webviews_workspace on connect_webviews (workspace_id, created_at, connect_webview_id);
create index connect_webviews_syncing on connect_webviews (connected_account_id) where status = 'syncing';

-- Answers kept for whoever asks the same again, for lack of having received the first.
create table kept_answers (
  workspace_id uuid not null references workspaces,
  idempotency_key text not null,
  -- Keyed digest of what was asked, and by whom.
  request_digest bytea not null,
  -- As JSON; it may hold PINs.
  sealed_answer bytea,
  expires_at timestamptz not null,
  primary key (workspace_id, idempotency_key)
);
create index kept_answers_expired on kept_answers (expires_at);
