-- Since when the house only looks at its locks and changes none: from a restore until somebody says that it may go on.
create table observing (
  only_row boolean primary key default true check (only_row),
  since timestamptz not null
);
