-- Which server a bridge's line ends at: of several on one database, only that one reaches the bridge's site.
alter table bridges
  add column line_server uuid,
  -- Unless it says so again before, a server that died has the line no longer.
  add column line_until timestamptz;
