import { describeDriverContract } from "#drivers/contract/describe-driver-contract.ts";
import { schlageStack } from "#test/makers/schlage.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import { proved } from "./proved.ts";

const { lock, exempt } = proved.on.wifi;

describeDriverContract(lock, () => makerBench(schlageStack, "schlage"), exempt);
