import type { UserLevelsInput } from "./control-contract.ts";
import { type OfflineKind, usualOfflineKind } from "./profile.ts";
import type { LockRow } from "./rows.ts";
import { type Trouble, trouble } from "./trouble.ts";
import type { World } from "./world.ts";

/** A site's operator changes its user levels. PINs that were issued before mean nothing to the lock any more. */
export function setUserLevels(world: World, lock: LockRow, levels: UserLevelsInput): Trouble | undefined {
  const rules = lock.profile.offlineCodes;
  if (rules?.byUserLevel === undefined) {
    return trouble("NOT_SUPPORTED", "This lock's site has no user levels.");
  }
  const kinds = levels.map(
    (level): OfflineKind => ({
      ...usualOfflineKind,
      unit: "day",
      shortest: 1,
      longest: 31,
      key: level.name.toLowerCase(),
      name: level.name,
      checkIn: level.check_in_time,
      checkOut: level.check_out_time,
      userLevel: { id: level.user_level_id, prefix: level.prefix },
    }),
  );
  const profile = { ...lock.profile, offlineCodes: { ...rules, kinds } };
  world.commit("user_levels", { lock_id: lock.id, count: kinds.length }, [
    { table: "locks", id: lock.id, row: { ...lock, profile, updatedAt: world.now() } },
  ]);
  return undefined;
}
