import { describeDriverContract } from "#drivers/contract/describe-driver-contract.ts";
import { ttlockStack } from "#test/makers/ttlock.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import { proved } from "./proved.ts";

const { lock, exempt } = proved.on.gateway;

describeDriverContract(lock, () => makerBench(ttlockStack, "ttlock"), exempt);
