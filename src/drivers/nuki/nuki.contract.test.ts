import { describeDriverContract } from "#drivers/contract/describe-driver-contract.ts";
import { nukiStack } from "#test/makers/nuki.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import { proved } from "./proved.ts";

const { lock, exempt } = proved.on.lock;

describeDriverContract(lock, () => makerBench(nukiStack, "nuki"), exempt);
