import type { Step } from "#domain/step.ts";
import type { Entrance, MakerCloud } from "#virtual-locks/maker-cloud.ts";
import type { Change, CodeRow, LockRow } from "#virtual-locks/rows.ts";
import type { World as Cloud } from "#virtual-locks/world.ts";

/** A code that has come to stand on a lock. */
export interface Arrived {
  readonly cloud: Cloud;
  readonly lock: LockRow;
  readonly code: CodeRow;
  /** What it was ordered by; `undefined`: by nobody of ours. */
  readonly step: Step | undefined;
}

/** A kind of account: whose, and what its locks are. All that is peculiar to one is here. */
export interface Make {
  /** What `--makes` calls it. */
  readonly name: string;
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
  /** Its cloud lists no codes: it says what became of orders, and no more. */
  readonly listsNothing?: true;
  /** Its cloud answers that the lock has done it, and lists it so: that it came to nothing after all, nobody could know. */
  readonly saysDone?: true;
  /** What the driver calls the place of a code. */
  placeOf(arrived: Arrived): string;
  /** How many places of a lock are taken. Default: as many as it has codes, or is to have. */
  taken?(cloud: Cloud, lock: LockRow): number;
  /** How its cloud comes to know that an order came to nothing, beside forgetting it. Default: not at all. */
  failed?(cloud: Cloud, code: CodeRow): readonly Change[];
}

/** Where a place is a code's own name. */
export const byCode = ({ code }: Arrived): string => code.id;
