import type { MakerCloud } from "#virtual-locks/maker-cloud.ts";

/** Every maker whose cloud has a counterpart here, by name. */
export const makerClouds: ReadonlyMap<string, MakerCloud> = new Map(
  ([] as readonly MakerCloud[]).map((cloud) => [cloud.maker, cloud]),
);
