import { afterAll, beforeAll } from "vitest";
import { describeDriverContract } from "#drivers/contract/describe-driver-contract.ts";
import { type MatterGrounds, openMatterGrounds } from "#test/support/matter/matter-bench.ts";

/** To load the library twice and take two locks in keeps a slow machine busy for long. */
const startsWithinMs = 180_000;

let grounds: MatterGrounds | undefined;

beforeAll(async () => {
  grounds = await openMatterGrounds({ ready: 2 });
}, startsWithinMs);

afterAll(async () => {
  await grounds?.close();
});

describeDriverContract("a Matter lock that keeps windows", async () => {
  if (grounds === undefined) throw new Error("The locks did not start.");
  return grounds.openBench();
}, [
  { clause: "shownDigitsAreRead", because: "no command of the protocol reads a PIN" },
  { clause: "expiredCredentialsAreUnauthorized", because: "nobody signs in to a fabric" },
  { clause: "throttlingSaysWhen", because: "a lock has no word for being asked too often" },
]);
