import { placeOf, readPlace } from "#drivers/kwikset/place.ts";
import type { Make } from "#sim/makers/make.ts";
import { kwikset as cloud } from "#virtual-locks/makers/kwikset/cloud.ts";
import { entrance } from "#virtual-locks/makers/kwikset/entrance.ts";
import { slotsOf } from "#virtual-locks/makers/kwikset/slots.ts";

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
    const turn = step.at === undefined ? 0 : (readPlace(step.at)?.turn ?? 0);
    return placeOf({ slot, turn, window: step.window });
  },
};
