import { describeDriverContract } from "#drivers/contract/describe-driver-contract.ts";
import { ultraloqStack } from "#test/makers/ultraloq.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import { proved } from "./proved.ts";

const { lock, exempt } = proved.on.lock;

describeDriverContract(lock, () => makerBench(ultraloqStack("UTC"), "ultraloq"), exempt);
