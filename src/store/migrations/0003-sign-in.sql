-- The further ways to sign in, and what they hang on.

alter table workspaces
  add column company_name text,
  add column connect_partner_name text,
  -- The contract's connect_webview_customization.
  add column connect_webview_customization jsonb not null default '{}',
  add column is_suspended boolean not null default false,
  -- A publishable key is no secret: it stands in web pages, and it can do nothing until it is allowed to.
  add column publishable_key text unique,
  add column is_publishable_key_auth_enabled boolean not null default false;

create index api_keys_workspace on api_keys (workspace_id, created_at, api_key_id);

create table personal_access_tokens (
  personal_access_token_id uuid primary key,
  name text not null,
  short_token text not null unique,
  -- SHA-256 of the long part, as of an API key.
  long_token_hash bytea not null,
  -- It opens every workspace, also those to come.
  reaches_all boolean not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz
);

-- The workspaces that a token opens which does not open all.
create table personal_access_token_workspaces (
  personal_access_token_id uuid not null references personal_access_tokens,
  workspace_id uuid not null references workspaces,
  primary key (personal_access_token_id, workspace_id)
);

create table user_identities (
  user_identity_id uuid primary key,
  workspace_id uuid not null references workspaces,
  user_identity_key text,
  email_address text,
  phone_number text,
  full_name text,
  created_at timestamptz not null
);
create index user_identities_workspace on user_identities (workspace_id, created_at, user_identity_id);
create unique index user_identities_key on user_identities (workspace_id, user_identity_key);
create unique index user_identities_email on user_identities (workspace_id, lower(email_address));
create unique index user_identities_phone on user_identities (workspace_id, phone_number);

create table client_sessions (
  client_session_id uuid primary key,
  workspace_id uuid not null references workspaces,
  user_identifier_key text,
  user_identity_id uuid references user_identities,
  customer_key text,
  short_token text not null unique,
  long_token_hash bytea not null,
  -- The contract shows the token with the session, again and again.
  sealed_token bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index client_sessions_workspace on client_sessions (workspace_id, created_at, client_session_id);
-- One living session for each key.
create unique index client_sessions_key on client_sessions (workspace_id, user_identifier_key) where revoked_at is null;

-- What a session sees: these accounts, and what hangs on them.
create table client_session_accounts (
  client_session_id uuid not null references client_sessions on delete cascade,
  connected_account_id uuid not null references connected_accounts on delete cascade,
  primary key (client_session_id, connected_account_id)
);
create index client_session_accounts_account on client_session_accounts (connected_account_id);

create table client_session_webviews (
  client_session_id uuid not null references client_sessions on delete cascade,
  connect_webview_id uuid not null,
  primary key (client_session_id, connect_webview_id)
);
create index client_session_webviews_webview on client_session_webviews (connect_webview_id);
