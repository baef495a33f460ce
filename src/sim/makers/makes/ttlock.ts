import { byCode, type Make } from "#sim/makers/make.ts";
import { ttlock as cloud } from "#virtual-locks/makers/ttlock/cloud.ts";
import { entrance } from "#virtual-locks/makers/ttlock/entrance.ts";

export const ttlock: Make = {
  name: "ttlock",
  driver: "ttlock",
  provider: "ttlock",
  cloud,
  entrance,
  model: "ttlock",
  hub: "ttlock_gateway",
  saysDone: true,
  placeOf: byCode,
};
