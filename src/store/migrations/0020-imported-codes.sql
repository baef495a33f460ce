-- Under which key a code came in with an import: the same key sent again makes no second code. Kept as long as the code.
create table imported_codes (
  workspace_id uuid not null references workspaces,
  import_key text not null,
  access_code_id uuid not null unique references access_codes on delete cascade,
  primary key (workspace_id, import_key)
);
