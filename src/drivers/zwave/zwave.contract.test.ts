import { afterAll, beforeAll } from "vitest";
import { describeDriverContract } from "#drivers/contract/describe-driver-contract.ts";
import { zwaveBench } from "#test/support/zwave/zwave-bench.ts";
import { openZwaveNetwork, type ZwaveNetwork } from "#test/support/zwave/zwave-network.ts";

let network: ZwaveNetwork;

beforeAll(async () => {
  network = await openZwaveNetwork([
    "user_code",
    "user_code",
    "user_code",
    "user_credential",
    "user_credential",
    "user_credential",
  ]);
}, 240_000);

afterAll(() => network.close(), 30_000);

const always = [
  { clause: "expiredCredentialsAreUnauthorized", because: "the protocol knows no sign-in" },
  { clause: "throttlingSaysWhen", because: "the protocol knows no throttling" },
] as const;
const showsDigits = { clause: "hiddenDigitsAreOccupied", because: "this lock shows its digits" } as const;

describeDriverContract("a lock with user codes and schedules, over Z-Wave", () => zwaveBench(network, "user_code"), [
  ...always,
  showsDigits,
  { clause: "shownDigitsAreRead", because: "such a lock keeps no names" },
]);

describeDriverContract("a lock with user credentials, over Z-Wave", () => zwaveBench(network, "user_credential"), [
  ...always,
  showsDigits,
  { clause: "aNativeWindowIsKept", because: "the Z-Wave JS server sets no schedules of such a lock" },
]);
