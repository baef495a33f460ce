import { describeDriverContract, describeIssuingContract } from "#drivers/contract/describe-driver-contract.ts";
import { locklyStack } from "#test/makers/lockly.ts";
import { makerBench } from "#test/support/maker-bench.ts";

describeDriverContract("a Lockly lock with Wi-Fi of its own", () => makerBench(locklyStack, "lockly"), [
  { clause: "hiddenDigitsAreOccupied", because: "this lock shows its digits" },
  { clause: "aNativeWindowIsKept", because: "this lock keeps no windows" },
]);

describeDriverContract("a Lockly lock behind a Secure Link hub", () => makerBench(locklyStack, "lockly_bluetooth"), [
  { clause: "hiddenDigitsAreOccupied", because: "this lock shows its digits" },
  { clause: "aNativeWindowIsKept", because: "this lock keeps no windows" },
]);

describeIssuingContract("a Lockly lock whose maker computes PINs", () => makerBench(locklyStack, "lockly"));
