import { describeDriverContract } from "#drivers/contract/describe-driver-contract.ts";
import { smartthingsStack } from "#test/makers/smartthings.ts";
import { makerBench } from "#test/support/maker-bench.ts";

const exemptions = [
  { clause: "shownDigitsAreRead", because: "SmartThings shows no digits" },
  { clause: "aNativeWindowIsKept", because: "neither set of commands has a schedule" },
  { clause: "aStrangersPinIsNotCleared", because: "a slot keeps its name, and a changed PIN is not shown" },
  {
    clause: "whatAPersonRemovedIsCleared",
    because: "the next code gets the slot, which looks as if ours had been given another name",
  },
] as const;

describeDriverContract(
  "a SmartThings lock with lock codes",
  () => makerBench(smartthingsStack({ migrated: false }), "smartthings"),
  exemptions,
);

describeDriverContract(
  "a SmartThings lock with users and credentials",
  () => makerBench(smartthingsStack({ migrated: true }), "smartthings"),
  exemptions,
);
