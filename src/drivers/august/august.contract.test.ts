import { describeDriverContract } from "#drivers/contract/describe-driver-contract.ts";
import { augustStack } from "#test/makers/august.ts";
import { makerBench } from "#test/support/maker-bench.ts";

const exemptions = [
  { clause: "hiddenDigitsAreOccupied", because: "its cloud shows the digits" },
  { clause: "aCodeIsChangedWhereItStands", because: "a PIN is deleted, and loaded anew once it is gone" },
] as const;

describeDriverContract(
  "an August lock behind a Connect",
  () => makerBench(augustStack("august"), "august"),
  exemptions,
);

describeDriverContract("a Yale lock with Wi-Fi of its own", () => makerBench(augustStack("yale"), "yale"), exemptions);
