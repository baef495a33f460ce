-- What providers say of a device or an account beyond whether it can be reached.

alter table devices
  -- When it went offline within the last day: domain/device.ts, epoch milliseconds.
  add column interruptions bigint[] not null default '{}';

alter table connected_accounts
  -- domain/connected-account.ts AccountReport, as JSON.
  add column report jsonb,
  -- Since when looks through the account fail for other reasons than its credentials.
  add column failing_since timestamptz,
  -- While disconnected_since is set: what we sign in with can never be right, rather than refused by now.
  add column has_invalid_credentials boolean not null default false;
