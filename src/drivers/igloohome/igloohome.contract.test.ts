import { describeDriverContract, describeIssuingContract } from "#drivers/contract/describe-driver-contract.ts";
import { igloohomeStack } from "#test/makers/igloohome.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import { proved } from "./proved.ts";

const { bridge, computed } = proved.on;
const open = () => makerBench(igloohomeStack, "igloohome");

describeDriverContract(bridge.lock, open, bridge.exempt);
describeIssuingContract(computed.lock, open);
