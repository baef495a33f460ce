import { describeDriverContract, describeIssuingContract } from "#drivers/contract/describe-driver-contract.ts";
import { igloohomeStack } from "#test/makers/igloohome.ts";
import { makerBench } from "#test/support/maker-bench.ts";

const open = () => makerBench(igloohomeStack, "igloohome");
const listsNothing = "its maker has no list of what stands on a lock";
const tellsLater = "its cloud takes every job, and the lock refuses later";
const isSilent = "its cloud does not say whether a lock can be reached";

describeDriverContract("an igloohome lock behind its bridge", open, [
  { clause: "anEmptyLockShowsNothing", because: listsNothing },
  { clause: "aCodeAddedAtTheKeypadIsSeen", because: listsNothing },
  { clause: "shownDigitsAreRead", because: listsNothing },
  {
    clause: "aStrangersPinIsNotCleared",
    because: "it goes by the digits: another PIN is not found, which is told later",
  },
  { clause: "whatAPersonRemovedIsCleared", because: tellsLater },
  { clause: "clearingTwiceIsDone", because: tellsLater },
  { clause: "aDuplicateIsRefused", because: tellsLater },
  { clause: "aFullLockIsRefused", because: tellsLater },
  { clause: "aCodeIsChangedWhereItStands", because: "its codes are deleted and made anew" },
  { clause: "anUnreachableLockIsNotEmpty", because: isSilent },
  { clause: "anOfflineLockIsNotWritten", because: isSilent },
]);

describeIssuingContract("an igloohome lock whose maker computes PINs", open);
