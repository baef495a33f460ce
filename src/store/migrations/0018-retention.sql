-- What grows with time is forgotten by its age; an index of ranges costs next to nothing and finds what is old.
create index events_age on events using brin (created_at);
create index webhook_deliveries_age on webhook_deliveries using brin (created_at);
create index deliveries_age on deliveries using brin (received_at);

-- Whether an event is still on its way to somebody.
create index webhook_deliveries_waiting on webhook_deliveries (event_id) where next_due_at is not null;
