import { describeDriverContract } from "#drivers/contract/describe-driver-contract.ts";
import { hubitatStack } from "#test/makers/hubitat.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import { proved } from "./proved.ts";

const { lock, exempt } = proved.on.lock;

describeDriverContract(lock, () => makerBench(hubitatStack({ encrypts: false }), "hubitat"), exempt);
