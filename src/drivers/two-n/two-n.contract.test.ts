import { describeDriverContract } from "#drivers/contract/describe-driver-contract.ts";
import { twoNStack } from "#test/makers/two-n.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import { proved } from "./proved.ts";

const { lock, exempt } = proved.on.intercom;

describeDriverContract(lock, () => makerBench(twoNStack, "two_n"), exempt);
