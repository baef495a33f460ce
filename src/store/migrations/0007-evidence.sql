-- What explaining a code needs to be remembered.

alter table devices
  -- The last look that showed everything on the lock: a code that it did not miss was there.
  add column whole_look_at timestamptz,
  -- domain/device.ts LookFailure, as JSON; null where the last look did not fail.
  add column look_failure jsonb,
  -- Looks at its codes within a day, for the sake of its batteries.
  add column looks_since timestamptz,
  add column looks_count integer not null default 0;

alter table events
  -- domain/actor.ts Actor, as JSON: whose request it was; null where nobody asked.
  add column actor jsonb;

-- Codes that are gone are kept for a while, so that they can be explained, and then purged; their PINs go sooner.
create index access_codes_purged on access_codes (gone_at) where gone_at is not null;
create index access_codes_wiped on access_codes (gone_at) where gone_at is not null
  and (sealed_pin is not null or sealed_lock_pin is not null or sealed_confirmed_pin is not null);
create index action_attempts_code on action_attempts (access_code_id) where access_code_id is not null;
