-- What people look through: codes that were found at doors, and who came in.

alter table access_codes
  -- Somebody looked at what was found on the lock, and said that it may stay without us.
  add column kept_at timestamptz;
create index access_codes_found on access_codes (workspace_id, created_at, access_code_id)
  where not is_managed and gone_at is null and kept_at is null;

create index events_entries on events (workspace_id, occurred_at desc, event_id desc)
  where event_type in ('lock.unlocked', 'lock.access_denied');
