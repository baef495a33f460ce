import { afterAll, beforeAll } from "vitest";
import { describeDriverContract } from "#drivers/contract/describe-driver-contract.ts";
import { openZigbeePeer, type ZigbeePeer } from "#test/support/zigbee/zigbee-peer.ts";
import { zigbee2mqttBench } from "#test/support/zigbee/zigbee2mqtt-bench.ts";
import { proved } from "./proved.ts";

let peer: ZigbeePeer;

beforeAll(async () => {
  peer = await openZigbeePeer();
});

afterAll(async () => {
  await peer.close();
});

const { shows, sleeps } = proved.on;

describeDriverContract(shows.lock, () => zigbee2mqttBench(peer, { isExposed: true }), shows.exempt);
describeDriverContract(sleeps.lock, () => zigbee2mqttBench(peer, { sleeps: true }), sleeps.exempt);
