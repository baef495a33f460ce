import type { Tell } from "#virtual-locks/maker-cloud.ts";
import { eventsOf, lastOf } from "./events.ts";
import { lockNotes } from "./positions.ts";

/** An event as the Maker API posts it: without a signature, and without a time. */
export const tell: Tell = (world, _webhook, { event_type, lock_id }) => {
  const lock = world.get("locks", lock_id);
  const name = attributes[event_type];
  if (lock === undefined || name === undefined) return undefined;
  const value = name === "lock" ? lock.bolt : lastOf(eventsOf(world, lock, lockNotes(world, lock)), name);
  const about = { displayName: lock.name, deviceId: lock.id, descriptionText: null, unit: null, type: null };
  const body = JSON.stringify({ content: { name, value, ...about, data: null } });
  return { headers: { "content-type": "application/json" }, body };
};

/** Which attribute an event of the lock changes. */
const attributes: Readonly<Record<string, string>> = {
  "access_code.created": "codeChanged",
  "access_code.updated": "codeChanged",
  "access_code.deleted": "codeChanged",
  "access_code.used": "lastCodeName",
  "lock.action_completed": "lock",
};
