import { describeDriverContract, describeIssuingContract } from "#drivers/contract/describe-driver-contract.ts";
import { lockCloudBench } from "#test/support/lock-cloud-bench.ts";
import { proved } from "./proved.ts";

for (const make of ["tedee", "lockly", "smartthings", "kwikset"] as const) {
  const { lock, exempt } = proved.on[make];
  describeDriverContract(lock, () => lockCloudBench(make), exempt);
}

describeIssuingContract(proved.on.igloohome.lock, () => lockCloudBench("igloohome"));
describeIssuingContract(proved.on.locklyOffline.lock, () => lockCloudBench("lockly"));
