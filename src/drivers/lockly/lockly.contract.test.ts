import { describeDriverContract, describeIssuingContract } from "#drivers/contract/describe-driver-contract.ts";
import { locklyStack } from "#test/makers/lockly.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import { proved } from "./proved.ts";

const { wifi, hub, offline } = proved.on;

describeDriverContract(wifi.lock, () => makerBench(locklyStack, "lockly"), wifi.exempt);
describeDriverContract(hub.lock, () => makerBench(locklyStack, "lockly_bluetooth"), hub.exempt);
describeIssuingContract(offline.lock, () => makerBench(locklyStack, "lockly"));
