import { describeDriverContract } from "#drivers/contract/describe-driver-contract.ts";
import { tedeeStack } from "#test/makers/tedee.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import { proved } from "./proved.ts";

const { lock, exempt } = proved.on.bridge;

describeDriverContract(lock, () => makerBench(tedeeStack, "tedee"), exempt);
