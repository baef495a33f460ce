import type { Entrance, MakerCloud } from "#virtual-locks/maker-cloud.ts";
import { august } from "#virtual-locks/makers/august/cloud.ts";
import { entrance as augustEntrance } from "#virtual-locks/makers/august/entrance.ts";
import { userIdOf } from "#virtual-locks/makers/august/users.ts";
import { schlage } from "#virtual-locks/makers/schlage/cloud.ts";
import { entrance as schlageEntrance } from "#virtual-locks/makers/schlage/entrance.ts";
import { ttlock } from "#virtual-locks/makers/ttlock/cloud.ts";
import { entrance as ttlockEntrance } from "#virtual-locks/makers/ttlock/entrance.ts";
import type { CodeRow, LockRow } from "#virtual-locks/rows.ts";
import type { World as Cloud } from "#virtual-locks/world.ts";

/** A kind of account: whose, and what its locks are. */
export interface Make {
  /** The name of the driver. */
  readonly driver: string;
  readonly provider: string;
  readonly cloud: MakerCloud;
  readonly entrance: Entrance;
  /** The model of its locks, and of the hub that they are behind. */
  readonly model: string;
  readonly hub: string | undefined;
  /** Its cloud lists what it has accepted as if the lock had it. */
  readonly listsAccepted?: true;
  /** Its cloud answers that the lock has done it, and lists it so: that it came to nothing after all, nobody could know. */
  readonly saysDone?: true;
  /** What the driver calls the place of a code. */
  placeOf(cloud: Cloud, lock: LockRow, code: CodeRow): string;
}

const byCode = (_cloud: Cloud, _lock: LockRow, { id }: CodeRow): string => id;

/** Every make that a run can draw. */
export const makes: readonly Make[] = [
  {
    driver: "august",
    provider: "august",
    cloud: august,
    entrance: augustEntrance,
    model: "august",
    hub: "august_connect",
    placeOf: userIdOf,
  },
  {
    driver: "august",
    provider: "yale",
    cloud: august,
    entrance: augustEntrance,
    model: "yale",
    hub: undefined,
    placeOf: userIdOf,
  },
  {
    driver: "ttlock",
    provider: "ttlock",
    cloud: ttlock,
    entrance: ttlockEntrance,
    model: "ttlock",
    hub: "ttlock_gateway",
    saysDone: true,
    placeOf: byCode,
  },
  {
    driver: "schlage",
    provider: "schlage",
    cloud: schlage,
    entrance: schlageEntrance,
    model: "schlage",
    hub: undefined,
    listsAccepted: true,
    placeOf: byCode,
  },
];
