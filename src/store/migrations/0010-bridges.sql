-- Programs of ours at sites, and the accounts that are reached through them.
create table bridges (
  bridge_id uuid primary key,
  workspace_id uuid not null references workspaces,
  name text not null,
  -- SHA-256 of the code that enrols it, until it was on the line for the first time.
  code_hash bytea unique,
  code_expires_at timestamptz,
  -- What it signs in with, from its enrolment on.
  short_token text unique,
  -- SHA-256 of the long part, as of an API key.
  long_token_hash bytea,
  created_at timestamptz not null,
  -- When it was last on the line.
  seen_at timestamptz,
  -- Its version of the program, and its clock minus ours in milliseconds, as it last said.
  program_version text,
  clock_error_ms bigint,
  revoked_at timestamptz
);

create index bridges_workspace on bridges (workspace_id, created_at, bridge_id);

alter table connected_accounts
  add column bridge_id uuid references bridges;

create index connected_accounts_bridge on connected_accounts (bridge_id) where bridge_id is not null;
