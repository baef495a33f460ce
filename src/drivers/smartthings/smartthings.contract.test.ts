import { describeDriverContract } from "#drivers/contract/describe-driver-contract.ts";
import { smartthingsStack } from "#test/makers/smartthings.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import { proved } from "./proved.ts";

const { lockCodes, credentials } = proved.on;
const open = (migrated: boolean) => () => makerBench(smartthingsStack({ migrated }), "smartthings");

describeDriverContract(lockCodes.lock, open(false), lockCodes.exempt);
describeDriverContract(credentials.lock, open(true), credentials.exempt);
