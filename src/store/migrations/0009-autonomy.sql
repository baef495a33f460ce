-- For how long the codes on a lock stay right without a server.

alter table devices
  -- domain/autonomy.ts Autonomy, as JSON; null: not known yet.
  add column autonomy jsonb;
