import { describeDriverContract } from "#drivers/contract/describe-driver-contract.ts";
import { augustStack } from "#test/makers/august.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import { proved } from "./proved.ts";

for (const make of ["august", "yale"] as const) {
  const { lock, exempt } = proved.on[make];
  describeDriverContract(lock, () => makerBench(augustStack(make), make), exempt);
}
