import type { NativeId } from "#domain/ids.ts";
import type { Driver, DriverModule, Surroundings } from "#drivers/driver.ts";
import { type Failed, failed } from "#drivers/kit/failed.ts";
import { unseen } from "#drivers/kit/unseen.ts";
import { bridge, stopped } from "./bridge.ts";
import { form, parseConfig, type Zigbee2MqttConfig } from "./config.ts";
import type { Conversation } from "./conversation.ts";
import { inTurn } from "./in-turn.ts";
import { lockNotes } from "./lock-notes.ts";
import { lookAt, lookThrough } from "./look.ts";
import { take } from "./steps.ts";
import { witness } from "./witness.ts";

/** Zigbee locks, through the topics of Zigbee2MQTT at an MQTT broker. */
export const zigbee2mqtt: DriverModule<Zigbee2MqttConfig> = {
  manifest: { driver: "zigbee2mqtt", displayName: "Zigbee2MQTT", transport: "local", proof: "peer", form },
  parseConfig,
  connect,
  receive: () => undefined,
};

function connect(config: Zigbee2MqttConfig, surroundings: Surroundings): Driver {
  const { runtime, listener } = surroundings;
  const life = new AbortController();
  const notes = lockNotes();
  const changing = new Set<NativeId>();
  const network = bridge(config, runtime, witness(runtime, listener, { notes, isOurs: (lock) => changing.has(lock) }));
  const alone = inTurn();
  const until = (signal: AbortSignal) => AbortSignal.any([signal, life.signal]);

  /** Talks with one lock while nobody else does; what goes wrong before that is the result. */
  const talk = async <Result>(
    device: NativeId,
    signal: AbortSignal,
    work: (conversation: Conversation) => Promise<Result>,
  ): Promise<Result | Failed | "gone"> => {
    const devices = await network.devices(signal);
    if ("kind" in devices) return devices;
    const lock = devices.find(({ id }) => id === device);
    if (lock === undefined) return "gone";
    if (!("name" in lock)) return failed("unreachable", "Zigbee2MQTT has not made out yet what this device is.");
    const conversation = { runtime, bridge: network, lock, notes: notes(device), signal };
    return (await alone(device, signal, () => work(conversation))) ?? stopped();
  };

  return {
    discover: (signal) => lookThrough(network, notes, until(signal)),
    observe: async (device, signal, places) => {
      const seen = await talk(device, until(signal), (conversation) => lookAt(conversation, places));
      if (seen === "gone") return { kind: "gone", at: runtime.now() };
      return seen.kind === "failed" ? unseen(seen, undefined, runtime.now()) : seen;
    },
    apply: async (device, step, signal) => {
      const outcome = await talk(device, until(signal), async (conversation) => {
        changing.add(device);
        return take(conversation, step).finally(() => changing.delete(device));
      });
      return outcome === "gone" ? failed("provider", "The lock is no longer in this network.") : outcome;
    },
    close: async () => {
      life.abort();
      await network.close();
    },
  };
}
