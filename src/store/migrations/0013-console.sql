-- People at the console, and what they were shown.

-- A browser that is signed in with an API key or a personal access token: it sees what that opens, as long as that opens it.
create table console_sessions (
  console_session_id uuid primary key,
  api_key_id uuid references api_keys,
  personal_access_token_id uuid references personal_access_tokens,
  short_token text not null unique,
  -- SHA-256 of the long part, as of an API key.
  long_token_hash bytea not null,
  created_at timestamptz not null,
  -- Null: a link that nobody has opened yet. Opening it gives the session another token, so that a link works once.
  opened_at timestamptz,
  expires_at timestamptz not null,
  check (num_nonnulls(api_key_id, personal_access_token_id) = 1)
);
create index console_sessions_expired on console_sessions (expires_at);

-- Whoever runs the server is known by a token that nobody holds: links that the server itself gives out sign in with it.
alter table personal_access_tokens
  add column is_operators boolean not null default false;
create unique index personal_access_tokens_operators on personal_access_tokens (is_operators)
  where is_operators and revoked_at is null;

-- What people did that changes nothing and yet has to be known.
create table audit_entries (
  audit_entry_id uuid primary key,
  workspace_id uuid not null references workspaces,
  action text not null,
  -- domain/actor.ts Actor, as JSON.
  actor jsonb,
  device_id uuid,
  access_code_id uuid,
  reason text,
  occurred_at timestamptz not null
);
create index audit_entries_workspace on audit_entries (workspace_id, occurred_at desc, audit_entry_id);
create index audit_entries_code on audit_entries (access_code_id, occurred_at desc) where access_code_id is not null;

-- Who arrives when.
create index access_codes_starts on access_codes (workspace_id, starts_at) where gone_at is null and starts_at is not null;
