import { describeDriverContract } from "#drivers/contract/describe-driver-contract.ts";
import { kwiksetStack } from "#test/makers/kwikset.ts";
import { makerBench } from "#test/support/maker-bench.ts";

describeDriverContract("a lock at Kwikset's cloud", () => makerBench(kwiksetStack("UTC"), "kwikset"), [
  { clause: "shownDigitsAreRead", because: "this lock hides its digits" },
  { clause: "aCodeIsChangedWhereItStands", because: "nobody knows how its cloud has a code changed" },
  { clause: "aDuplicateIsRefused", because: "a lock that does not take a PIN says nothing" },
  { clause: "aFullLockIsRefused", because: "a lock without room says nothing, and nobody tells how much it has" },
  { clause: "aStrangersPinIsNotCleared", because: "a place is all that is shown, and a changed PIN is not" },
  { clause: "whatAPersonRemovedIsCleared", because: "a place that a stranger took since looks the same" },
]);
