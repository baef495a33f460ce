import { describeDriverContract, describeIssuingContract } from "#drivers/contract/describe-driver-contract.ts";
import { lockCloudBench } from "#test/support/lock-cloud-bench.ts";

const showsDigits = { clause: "hiddenDigitsAreOccupied", because: "this lock shows its digits" } as const;
const keepsNoWindows = { clause: "aNativeWindowIsKept", because: "this lock keeps no windows" } as const;
const hidesDigits = [
  { clause: "shownDigitsAreRead", because: "this lock hides its digits" },
  { clause: "aStrangersPinIsNotCleared", because: "the entry is the same, and a changed PIN is not shown" },
] as const;

describeDriverContract("a lock that keeps windows and shows its digits", () => lockCloudBench("tedee"), [showsDigits]);

describeDriverContract(
  "a lock that shows its digits and whose codes come and go just in time",
  () => lockCloudBench("lockly"),
  [showsDigits, keepsNoWindows],
);

describeDriverContract("a lock behind a hub that hides its digits", () => lockCloudBench("smartthings"), [
  ...hidesDigits,
  keepsNoWindows,
]);

describeDriverContract(
  "a lock that hides its digits and strangers' codes, wants names once and changes no code in place",
  () => lockCloudBench("kwikset"),
  [
    ...hidesDigits,
    { clause: "aCodeIsChangedWhereItStands", because: "its codes are deleted and made anew" },
    { clause: "aCodeAddedAtTheKeypadIsSeen", because: "its maker lists no codes but those of its own cloud" },
  ],
);

describeIssuingContract("a lock that no bridge connects, whose maker computes PINs", () => lockCloudBench("igloohome"));

describeIssuingContract("a lock that takes both kinds of codes", () => lockCloudBench("lockly"));
