-- What the house remembers. Every table that belongs to a tenant names its workspace.
-- Times and ids come from the caller: no now(), no random(), so that a simulated world repeats.

create table workspaces (
  workspace_id uuid primary key,
  name text not null,
  is_sandbox boolean not null,
  -- The workspace's data key, wrapped by the master key (see store/seal.ts).
  wrapped_data_key bytea not null,
  created_at timestamptz not null
);

create table api_keys (
  api_key_id uuid primary key,
  workspace_id uuid not null references workspaces,
  name text not null,
  short_token text not null unique,
  -- SHA-256 of the long part, which has 140 bits of chance: a slow hash would add only load.
  long_token_hash bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz
);

create table connected_accounts (
  connected_account_id uuid primary key,
  workspace_id uuid not null references workspaces,
  driver text not null,
  -- The contract's account_type, for example 'schlage'.
  provider text not null,
  display_name text not null,
  sealed_config bytea not null,
  custom_metadata jsonb not null default '{}',
  automatically_manage_new_devices boolean not null default true,
  -- Set while the provider refuses our credentials.
  disconnected_since timestamptz,
  failures integer not null default 0,
  next_due_at timestamptz,
  lease_until timestamptz,
  fence bigint not null default 0,
  created_at timestamptz not null
);
create index connected_accounts_due on connected_accounts (next_due_at) where next_due_at is not null;
create index connected_accounts_workspace on connected_accounts (workspace_id, created_at, connected_account_id);

create table devices (
  device_id uuid primary key,
  workspace_id uuid not null references workspaces,
  connected_account_id uuid not null references connected_accounts,
  native_id text not null,
  is_managed boolean not null,
  nickname text,
  custom_metadata jsonb not null default '{}',
  -- The provider's last word on the device: domain/device.ts DeviceReport, as JSON.
  report jsonb not null,
  -- Last successful look at its codes.
  observed_at timestamptz,
  unreachable_since timestamptz,
  removed_since timestamptz,
  -- Unsuccessful passes in a row.
  failures integer not null default 0,
  -- The only truth about work: when a reconcile is due, who holds it until when, and the holder's number.
  next_due_at timestamptz,
  lease_until timestamptz,
  fence bigint not null default 0,
  created_at timestamptz not null,
  unique (connected_account_id, native_id)
);
create index devices_due on devices (next_due_at) where next_due_at is not null;
create index devices_workspace on devices (workspace_id, created_at, device_id);

create table access_codes (
  access_code_id uuid primary key,
  workspace_id uuid not null references workspaces,
  device_id uuid not null references devices,
  is_managed boolean not null,

  -- Wanted. For an unmanaged code: as found.
  name text,
  sealed_pin bytea,
  -- Keyed hash of device and PIN, so that duplicates are found without decrypting.
  pin_index bytea,
  -- False where the lock lets codes share a PIN if their windows never meet: then the desk compares
  -- windows while it holds the device's row, instead of leaving it to the index.
  pin_is_exclusive boolean not null default true,
  starts_at timestamptz,
  ends_at timestamptz,
  common_code_key text,
  prefers_native_scheduling boolean not null default true,
  allows_external_modification boolean not null default false,
  -- Counts the changes of what is wanted; a pass that planned for an older version starts nothing.
  version bigint not null default 1,
  wanted_since timestamptz not null,
  -- No longer wanted: deleted by request or ended. It is gone once it is known to be off the lock.
  retired_at timestamptz,
  retired_because text check (retired_because in ('deleted', 'ended')),
  gone_at timestamptz,

  -- On the lock, as last known; all null while nothing of it is known to be there.
  place text,
  sealed_lock_pin bytea,
  lock_pin_index bytea,
  lock_label text,
  lock_starts_at timestamptz,
  lock_ends_at timestamptz,
  lock_state text check (lock_state in ('on_lock', 'arriving', 'leaving')),
  -- Grade of evidence -> when it was last had, for what stands on the lock now.
  evidence jsonb not null default '{}',

  -- What was wanted when the lock last confirmed it; confirmed_at is null until it first did.
  confirmed_at timestamptz,
  confirmed_name text,
  sealed_confirmed_pin bytea,
  confirmed_starts_at timestamptz,
  confirmed_ends_at timestamptz,

  -- domain/access-code.ts Trouble and ExternalChange, as JSON (no PINs).
  trouble jsonb,
  external_change jsonb,
  -- Moments of its life that an event has announced, as 'moment@version', so that each is announced once.
  announced text[] not null default '{}',
  event_count integer not null default 0,
  created_at timestamptz not null
);
create index access_codes_device on access_codes (device_id, created_at, access_code_id) where gone_at is null;
create index access_codes_workspace on access_codes (workspace_id, created_at, access_code_id) where gone_at is null;
create index access_codes_common_key on access_codes (workspace_id, common_code_key) where common_code_key is not null and gone_at is null;
create index access_codes_lock_pin on access_codes (device_id, lock_pin_index) where gone_at is null;
create index access_codes_pin on access_codes (device_id, pin_index) where gone_at is null;
-- No two codes that we keep on one lock have one PIN, also when both are created at once.
create unique index access_codes_one_pin on access_codes (device_id, pin_index)
  where is_managed and pin_is_exclusive and retired_at is null and gone_at is null;
-- A PIN that opened this door lately is not chosen again.
create index access_codes_gone on access_codes (device_id, gone_at) where gone_at is not null;

create table attempts (
  attempt_id uuid primary key,
  workspace_id uuid not null,
  device_id uuid not null references devices,
  access_code_id uuid not null references access_codes,
  version bigint not null,
  kind text not null check (kind in ('set', 'clear')),
  -- What was sent, so that a code whose reply was lost is known again when it is seen.
  sealed_pin bytea,
  label text,
  starts_at timestamptz,
  ends_at timestamptz,
  place text,
  why text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  -- domain/step.ts Outcome, as JSON; null while nothing is known of what became of it.
  outcome jsonb,
  -- The step may have taken effect without our having seen it yet.
  unsettled boolean not null
);
create index attempts_code on attempts (access_code_id, started_at);
create index attempts_unsettled on attempts (device_id) where unsettled;

create table action_attempts (
  action_attempt_id uuid primary key,
  workspace_id uuid not null references workspaces,
  action_type text not null,
  device_id uuid references devices,
  access_code_id uuid references access_codes,
  status text not null check (status in ('pending', 'success', 'error')),
  result jsonb,
  error jsonb,
  created_at timestamptz not null,
  -- When the step was sent to the device.
  started_at timestamptz,
  finished_at timestamptz
);
create index action_attempts_workspace on action_attempts (workspace_id, created_at, action_attempt_id);
create index action_attempts_waiting on action_attempts (device_id) where status = 'pending';

create table events (
  event_id uuid primary key,
  -- Facts of one instant stay in the order in which they were appended. It tells no order of commits.
  position bigint not null generated always as identity,
  workspace_id uuid not null references workspaces,
  event_type text not null,
  created_at timestamptz not null,
  occurred_at timestamptz not null,
  device_id uuid,
  access_code_id uuid,
  connected_account_id uuid,
  action_attempt_id uuid,
  -- 1, 2, 3 ... without gaps for each access code.
  ordinal integer,
  payload jsonb not null default '{}',
  -- The fields that hold PINs, as sealed JSON.
  sealed_payload bytea
);
create index events_workspace on events (workspace_id, created_at, position);
create index events_device on events (device_id, created_at, position) where device_id is not null;
create unique index events_code on events (access_code_id, ordinal) where access_code_id is not null;

-- What providers told us, by keyed digest, so that a delivery repeated is a fact recorded once.
create table deliveries (
  connected_account_id uuid not null references connected_accounts,
  digest bytea not null,
  received_at timestamptz not null,
  primary key (connected_account_id, digest)
);
