import { isObstructed, isPaired, unreachable } from "./lock-state.ts";
import type { ActionRow, LockRow } from "./rows.ts";
import { type Trouble, trouble } from "./trouble.ts";
import type { World } from "./world.ts";

/** How long a bolt takes to turn on a remote command. */
const turningMs = 1_500;

/** Accepts a remote turn: the bolt moves a little later. `customId` comes back with the event that tells of it. */
export function acceptTurn(
  world: World,
  lock: LockRow,
  action: ActionRow["action"],
  customId?: string,
): ActionRow | Trouble {
  const able = action === "lock" ? lock.profile.locksRemotely : lock.profile.unlocksRemotely;
  const isBarred = action === "unlock" && lock.conditions?.remote_unlock_disabled !== undefined;
  if (able === undefined || !isPaired(lock) || isBarred)
    return trouble("NOT_SUPPORTED", `This lock cannot ${action} from afar.`);
  const cutOff = unreachable(world, lock);
  if (cutOff !== undefined) return cutOff;
  if (isObstructed(world, lock)) return trouble("BOLT_OBSTRUCTED", "The bolt does not move.");
  const row = { id: world.runtime.uuid(), lockId: lock.id, customId, action, dueAt: world.now() + turningMs };
  world.commit("action_accepted", { lock_id: lock.id, action }, [{ table: "actions", id: row.id, row }]);
  return row;
}
