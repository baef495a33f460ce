import { afterAll, beforeAll } from "vitest";
import { describeDriverContract } from "#drivers/contract/describe-driver-contract.ts";
import { openZigbeePeer, type ZigbeePeer } from "#test/support/zigbee/zigbee-peer.ts";
import { zigbee2mqttBench } from "#test/support/zigbee/zigbee2mqtt-bench.ts";

let peer: ZigbeePeer;

beforeAll(async () => {
  peer = await openZigbeePeer();
});

afterAll(async () => {
  await peer.close();
});

const ofZigbee = [
  { clause: "shownDigitsAreRead", because: "a Zigbee lock keeps no names" },
  { clause: "aNativeWindowIsKept", because: "Zigbee2MQTT sends schedules and cannot read them back" },
  { clause: "throttlingSaysWhen", because: "nobody throttles on a network of one's own" },
] as const;

describeDriverContract("a lock that shows its digits", () => zigbee2mqttBench(peer, { isExposed: true }), [
  ...ofZigbee,
  { clause: "hiddenDigitsAreOccupied", because: "this lock shows its digits" },
]);

describeDriverContract(
  "a lock that sleeps, and whose digits Zigbee2MQTT keeps to itself",
  () => zigbee2mqttBench(peer, { sleeps: true }),
  ofZigbee,
);
