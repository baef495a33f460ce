-- Codes whose PIN the maker computes, and codes that another workspace took over.

alter table access_codes
  -- The provider's name of the kind of PIN; null: an ordinary code.
  add column offline_kind text,
  add column is_one_time_use boolean not null default false,
  -- Another workspace manages what stands on the lock from then on.
  add column transferred_at timestamptz;

alter table attempts drop constraint attempts_kind_check;
alter table attempts add constraint attempts_kind_check check (kind in ('set', 'clear', 'issue'));

-- Whoever else knows a lock.
create index devices_native on devices (native_id);
