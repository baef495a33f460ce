-- A pool of spare codes that is kept at its size, and that guests are helped out of unasked where that is wished.

alter table devices
  -- One to pull, and one for the next while the first is replaced.
  add column backup_pool_size integer not null default 2,
  -- Since when fewer spare codes stand ready than that; null while enough do, or where no pool is kept.
  add column backup_pool_low_since timestamptz,
  -- So long before its start a code that is at risk has a spare code pulled for it; null: never unasked.
  add column fail_over_lead_minutes integer;

alter table access_codes
  -- Of a pulled code: its original's start when this one was last timed after it.
  add column followed_start timestamptz;

-- Whether a code ever had a spare code pulled for it, also one that is gone.
create index access_codes_ever_pulled on access_codes (pulled_for) where pulled_for is not null;
