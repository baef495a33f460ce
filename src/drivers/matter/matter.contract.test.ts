import { afterAll, beforeAll } from "vitest";
import { describeDriverContract } from "#drivers/contract/describe-driver-contract.ts";
import { type MatterGrounds, openMatterGrounds } from "#test/support/matter/matter-bench.ts";
import { proved } from "./proved.ts";

/** To load the library twice and take two locks in keeps a slow machine busy for long. */
const startsWithinMs = 180_000;

let grounds: MatterGrounds | undefined;

beforeAll(async () => {
  grounds = await openMatterGrounds({ ready: 2 });
}, startsWithinMs);

afterAll(async () => {
  await grounds?.close();
});

const { lock, exempt } = proved.on.windows;

describeDriverContract(
  lock,
  async () => {
    if (grounds === undefined) throw new Error("The locks did not start.");
    return grounds.openBench();
  },
  exempt,
);
