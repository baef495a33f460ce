import { byCode, type Make } from "#sim/makers/make.ts";
import { schlage as cloud } from "#virtual-locks/makers/schlage/cloud.ts";
import { entrance } from "#virtual-locks/makers/schlage/entrance.ts";

export const schlage: Make = {
  name: "schlage",
  driver: "schlage",
  provider: "schlage",
  cloud,
  entrance,
  model: "schlage",
  hub: undefined,
  listsAccepted: true,
  placeOf: byCode,
};
