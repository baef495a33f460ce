import { describeDriverContract } from "#drivers/contract/describe-driver-contract.ts";
import { schlageStack } from "#test/makers/schlage.ts";
import { makerBench } from "#test/support/maker-bench.ts";

describeDriverContract("a lock at Schlage's cloud", () => makerBench(schlageStack, "schlage"), [
  { clause: "hiddenDigitsAreOccupied", because: "this lock shows its digits" },
]);
