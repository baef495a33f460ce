import { placeOf, readPlace } from "#drivers/kwikset/place.ts";
import type { Make } from "#sim/makers/make.ts";
import { kwikset as cloud, tokensOf } from "#virtual-locks/makers/kwikset/cloud.ts";
import { entrance } from "#virtual-locks/makers/kwikset/entrance.ts";
import { slotsOf } from "#virtual-locks/makers/kwikset/slots.ts";
import type { CodeRow, LockRow } from "#virtual-locks/rows.ts";
import type { World as Cloud } from "#virtual-locks/world.ts";

export const kwikset: Make = {
  name: "kwikset",
  driver: "kwikset",
  provider: "kwikset",
  cloud,
  entrance,
  model: "kwikset",
  hub: undefined,
  placeOf: ({ cloud: world, lock, code, step }) => {
    const [slot = 0] = [...slotsOf(world, lock)].find(([, one]) => one.id === code.id) ?? [];
    if (step?.kind !== "set") return placeOf({ slot, turn: 0, window: undefined });
    const aim = step.at === undefined ? undefined : readPlace(step.at);
    const token = tokenOf(world, lock, code);
    return placeOf({ slot: aim?.slot ?? slot, turn: aim?.turn ?? 0, window: step.window, token });
  },
};

/** Of the order that put a code there. */
function tokenOf(world: Cloud, lock: LockRow, code: CodeRow): string | undefined {
  return [...tokensOf(world, lock.accountId)].find(([, { codeId }]) => codeId === code.id)?.[0];
}
