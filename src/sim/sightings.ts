import type { ConnectedAccount } from "#domain/connected-account.ts";
import type { FaultPlan } from "./faults.ts";
import type { House } from "./house.ts";
import type { PlayedLock } from "./played-lock.ts";
import type { World } from "./world.ts";

/** A delivery takes so long, in milliseconds; one that comes late, so long. */
const soonMs = [50, 2_000] as const;
const lateMs = [5_000, 10 * 60_000] as const;

/** Has the provider tell the house what changes on a lock: as well as it can. */
export function tellSightings(
  world: World,
  faults: FaultPlan,
  house: House,
  account: ConnectedAccount,
  lock: PlayedLock,
): void {
  if (!lock.profile.tellsSightings) return;
  const draw = world.draw(`sightings of ${lock.nativeId}`);
  lock.tells = () => {
    if (!lock.isReachable || faults.breaks("sighting_lost")) return;
    const raw = house.nextDelivery();
    const sighting = { kind: "changed", device: lock.nativeId, at: world.now } as const;
    const copies = faults.breaks("sighting_twice") ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const after = faults.breaks("sighting_late") ? draw.between(...lateMs) : draw.between(...soonMs);
      world.kernel.after(after, () => house.tell(account, raw, [sighting]));
    }
  };
}
