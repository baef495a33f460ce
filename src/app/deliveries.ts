import type { ConnectedAccount } from "#domain/connected-account.ts";
import type { NewEvent } from "#domain/event.ts";
import type { Sighting } from "#domain/sighting.ts";
import { appendEvents } from "#store/events.ts";
import { isFirstDelivery, keepSighting } from "#store/sightings.ts";
import type { Desk } from "./desk.ts";

/**
 * Records what a provider told of an account, once however often it is delivered, and wakes the
 * reconciler. `raw` is the whole delivery as it came: what is the same to the letter is the same fact. A mere reason to
 * look is none: a provider that gives no time says "locked" each time in the same letters.
 */
export async function receiveSightings(
  desk: Desk,
  account: ConnectedAccount,
  raw: string,
  sightings: readonly Sighting[],
): Promise<void> {
  const { store, runtime } = desk;
  const keys = await store.keysOf(account.workspaceId);
  await store.db.transaction(async (tx) => {
    const isFact = sightings.some(({ kind }) => kind !== "changed" && kind !== "devices_changed");
    if (isFact && !(await isFirstDelivery(tx, account, keys.digest(raw), runtime.now()))) return;
    const events: NewEvent[] = [];
    for (const sighting of sightings) events.push(...(await keepSighting(tx, account, sighting, runtime.now())));
    await appendEvents(tx, store, account.workspaceId, events);
  });
  desk.nudge(account.id);
}
