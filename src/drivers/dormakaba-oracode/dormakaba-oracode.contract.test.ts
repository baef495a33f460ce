import { describeIssuingContract } from "#drivers/contract/describe-driver-contract.ts";
import { dormakabaOracodeStack } from "#test/makers/dormakaba-oracode.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import { proved } from "./proved.ts";

// Nothing is ever written to such a door: the clauses about codes that are do not concern it.
describeIssuingContract(proved.on.door.lock, () => makerBench(dormakabaOracodeStack, "dormakaba_oracode"));
