import { schemas } from "@seamapi/types/connect";
import { expect, test } from "vitest";
import { profiles } from "./all.ts";

const locks = [...profiles.values()].filter((profile) => profile.kind === "smart_lock");

test.each(locks.map((profile) => [profile.key, profile] as const))(
  "%s is a kind of lock that the contract has",
  (_, profile) => {
    expect(schemas.device.shape.device_type.safeParse(profile.deviceType).success).toBe(true);
  },
);

test.each(locks.map((profile) => [profile.key, profile] as const))("%s says nothing against itself", (_, profile) => {
  const takesCodes = profile.programsOnlineCodes ?? profile.programsOfflineCodes ?? false;
  expect(takesCodes).toBe(profile.codeLengths.length > 0);
  expect(profile.offlineCodes !== undefined).toBe(profile.programsOfflineCodes ?? false);
  expect([...profile.codeLengths].sort((one, other) => one - other)).toEqual(profile.codeLengths);
  if (!profile.unmanaged.listed) expect(profile.unmanaged.convertible || profile.unmanaged.deletable).toBe(false);
});
