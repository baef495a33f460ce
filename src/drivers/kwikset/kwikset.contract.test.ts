import { describeDriverContract } from "#drivers/contract/describe-driver-contract.ts";
import { kwiksetStack } from "#test/makers/kwikset.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import { proved } from "./proved.ts";

const { lock, exempt } = proved.on.halo;

describeDriverContract(lock, () => makerBench(kwiksetStack("UTC"), "kwikset"), exempt);
