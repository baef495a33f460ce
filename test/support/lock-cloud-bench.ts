import type { LockCloudConfig } from "#drivers/lock-cloud/config.ts";
import { lockCloudStack } from "#test/makers/lock-cloud.ts";
import { type MakerBench, makerBench } from "./maker-bench.ts";

/** A bench on the virtual lock cloud with the published contract. */
export type LockCloudBench = MakerBench<LockCloudConfig>;

export function lockCloudBench(profile: string): Promise<LockCloudBench> {
  return makerBench(lockCloudStack, profile);
}
