import { describeIssuingContract } from "#drivers/contract/describe-driver-contract.ts";
import { dormakabaOracodeStack } from "#test/makers/dormakaba-oracode.ts";
import { makerBench } from "#test/support/maker-bench.ts";

// Nothing is ever written to such a door: the clauses about codes that are do not concern it.
describeIssuingContract("an Oracode door", () => makerBench(dormakabaOracodeStack, "dormakaba_oracode"));
