import { nameOf } from "#drivers/igloohome/place.ts";
import type { Make } from "#sim/makers/make.ts";
import { igloohome as cloud } from "#virtual-locks/makers/igloohome/cloud.ts";
import { entrance } from "#virtual-locks/makers/igloohome/entrance.ts";
import { orderBehind, reportFailure } from "#virtual-locks/makers/igloohome/jobs.ts";

export const igloohome: Make = {
  name: "igloohome",
  driver: "igloohome",
  provider: "igloohome",
  cloud,
  entrance,
  model: "igloohome",
  hub: "igloohome_bridge",
  listsNothing: true,
  placeOf: ({ cloud: world, lock, code, step }) => {
    const made = orderBehind(world, lock.accountId, code.id);
    const place =
      step?.kind === "set" && made !== undefined && nameOf({ made, window: step.window, removed: undefined });
    // Nothing ever shows what nobody ordered.
    return place || code.id;
  },
  failed: reportFailure,
};
