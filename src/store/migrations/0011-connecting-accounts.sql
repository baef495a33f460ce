-- A sign-in under way: which step it is at and what the next one needs, credentials included.
alter table connect_webviews
  add column sealed_sign_in bytea;

-- The locks that somebody chose to bring in; null: all of the account.
alter table connected_accounts
  add column chosen_locks text[];
