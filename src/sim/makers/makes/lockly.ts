import { byCode, type Make } from "#sim/makers/make.ts";
import { lockly as cloud } from "#virtual-locks/makers/lockly/cloud.ts";
import { entrance } from "#virtual-locks/makers/lockly/entrance.ts";

export const lockly: Make = {
  name: "lockly",
  driver: "lockly",
  provider: "lockly",
  cloud,
  entrance,
  model: "lockly",
  hub: undefined,
  placeOf: byCode,
};
