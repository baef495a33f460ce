import type { Make } from "#sim/makers/make.ts";
import { august as cloud } from "#virtual-locks/makers/august/cloud.ts";
import { entrance } from "#virtual-locks/makers/august/entrance.ts";
import { userIdOf } from "#virtual-locks/makers/august/users.ts";

export const august: Make = {
  name: "august",
  driver: "august",
  provider: "august",
  cloud,
  entrance,
  model: "august",
  hub: "august_connect",
  placeOf: ({ cloud, lock, code }) => userIdOf(cloud, lock, code),
};
