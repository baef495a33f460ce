import { describeDriverContract } from "#drivers/contract/describe-driver-contract.ts";
import { saltoKsStack } from "#test/makers/salto-ks.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import { proved } from "./proved.ts";

const { lock, exempt } = proved.on.keypad;

describeDriverContract(lock, () => makerBench(saltoKsStack(), "salto_ks"), exempt);
