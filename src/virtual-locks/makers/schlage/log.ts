import type { LockRow } from "#virtual-locks/rows.ts";
import type { Fact, World } from "#virtual-locks/world.ts";

const nobody = "ffffffff-ffff-ffff-ffff-ffffffffffff";
const usualLimit = 25;

/** What the lock has told of itself, made from what happened there. It names the code that was typed by its id. */
export function presentLog(world: World, lock: LockRow, limit: string | undefined, newestFirst: boolean): object[] {
  const entries = world
    .factsSince(0)
    .filter(({ about }) => about.lock_id === lock.id)
    .flatMap((fact) => entryOf(lock, fact) ?? []);
  const ordered = newestFirst ? entries.toReversed() : entries;
  return ordered.slice(0, /^\d{1,4}$/.test(limit ?? "") ? Number(limit) : usualLimit);
}

function entryOf(lock: LockRow, fact: Fact): object | undefined {
  const eventCode = eventCodeOf(fact);
  if (eventCode === undefined) return undefined;
  const at = new Date(fact.at).toISOString();
  const { access_code_id: code } = fact.about;
  return {
    logId: `00000000-0000-4000-8000-${fact.n.toString(16).padStart(12, "0")}`,
    deviceId: lock.id,
    type: "DEVICE_LOG",
    createdAt: at,
    updatedAt: at,
    timestamp: at,
    message: {
      eventCode,
      action: 1,
      accessorUuid: fact.about.by === "remote_api" ? lock.accountId : nobody,
      keypadUuid: typeof code === "string" ? code : nobody,
      secondsSinceEpoch: Math.floor(fact.at / 1_000),
    },
  };
}

function eventCodeOf({ what, about }: Fact): number | undefined {
  switch (what) {
    case "code_typed":
      return about.opened === true ? 2 : undefined;
    case "turned":
      if (about.failure !== null) return 10;
      if (about.by === "remote_api") return about.action === "lock" ? 6 : 7;
      return about.action === "lock" ? 3 : 4;
    case "code_created":
      return 14;
    case "code_deleted":
      return 15;
    case "codes_wiped":
      return 30;
    default:
      return undefined;
  }
}
