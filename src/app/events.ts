import type { Event } from "#domain/event.ts";
import { type Problem, problem } from "#domain/problem.ts";
import { type Scope, workspaceOf } from "#domain/scope.ts";
import { listEvents as listStored } from "#store/events.ts";
import type { Desk } from "./desk.ts";
import type { GetEvent, ListEvents } from "./requests.ts";

export async function getEvent(desk: Desk, scope: Scope, request: GetEvent): Promise<Event | Problem> {
  const { eventId, eventType, eventTypes, deviceId } = request;
  const keys = await desk.store.keysOf(workspaceOf(scope));
  const filter = {
    eventIds: eventId && [eventId],
    eventTypes: eventType === undefined ? eventTypes : [eventType],
    deviceIds: deviceId && [deviceId],
  };
  const [event] = await listStored(desk.store.db, keys, scope, filter, { limit: 1, newestFirst: true });
  const data = { event_id: eventId, event_type: eventType, device_id: deviceId };
  return event ?? problem("event_not_found", "There is no such event.", { data });
}

/** Facts in the order of their recording. */
export async function listEvents(desk: Desk, scope: Scope, request: ListEvents): Promise<readonly Event[]> {
  const { since, between, limit, offset, ...filter } = request;
  const keys = await desk.store.keysOf(workspaceOf(scope));
  const [from, to] = between ?? [since, undefined];
  return listStored(desk.store.db, keys, scope, { ...filter, after: from, before: to }, { limit, offset });
}
