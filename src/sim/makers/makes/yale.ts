import type { Make } from "#sim/makers/make.ts";
import { august as cloud } from "#virtual-locks/makers/august/cloud.ts";
import { entrance } from "#virtual-locks/makers/august/entrance.ts";
import { userIdOf } from "#virtual-locks/makers/august/users.ts";

export const yale: Make = {
  name: "yale",
  driver: "august",
  provider: "yale",
  cloud,
  entrance,
  model: "yale",
  hub: undefined,
  placeOf: ({ cloud, lock, code }) => userIdOf(cloud, lock, code),
};
