import { describeDriverContract } from "#drivers/contract/describe-driver-contract.ts";
import { ttlockStack } from "#test/makers/ttlock.ts";
import { makerBench } from "#test/support/maker-bench.ts";

describeDriverContract("a TTLock lock behind its gateway", () => makerBench(ttlockStack, "ttlock"), [
  { clause: "hiddenDigitsAreOccupied", because: "this lock shows its digits" },
  { clause: "throttlingSaysWhen", because: "its cloud says that there were too many calls, and not for how long" },
]);
