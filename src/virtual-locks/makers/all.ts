import type { MakerCloud } from "#virtual-locks/maker-cloud.ts";
import { august } from "./august/cloud.ts";
import { ttlock } from "./ttlock/cloud.ts";

/** Every maker whose cloud has a counterpart here, by name. */
export const makerClouds: ReadonlyMap<string, MakerCloud> = new Map(
  ([august, ttlock] as readonly MakerCloud[]).map((cloud) => [cloud.maker, cloud]),
);
