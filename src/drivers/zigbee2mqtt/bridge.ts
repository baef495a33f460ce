import type { NativeId } from "#domain/ids.ts";
import { type Failed, failed } from "#drivers/kit/failed.ts";
import { orAborted } from "#drivers/kit/or-aborted.ts";
import { asObject, field, flag, text, type Untrusted } from "#drivers/kit/untrusted.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Zigbee2MqttConfig } from "./config.ts";
import { Knowledge, type Witness } from "./knowledge.ts";
import { type MqttLine, mqttLine } from "./mqtt-line.ts";
import type { OtherDevice, ZigbeeLock } from "./wire.ts";

/** One Zigbee2MQTT: what it has told since the line to its broker stands, and what it answers. */
export interface Bridge {
  /** Everything in its network, once it is there and has said so. */
  devices(signal: AbortSignal): Promise<readonly (ZigbeeLock | OtherDevice)[] | Failed>;
  /** Whether it is alive, by asking it. */
  alive(signal: AbortSignal): Promise<Failed | undefined>;
  /** Asks a lock for something, and waits for the state message that answers; `undefined`: none came in time. */
  ask<Answer>(lock: ZigbeeLock, question: Question<Answer>, signal: AbortSignal): Promise<Answer | undefined>;
  /** Tells a lock to do something; nothing says whether it does. */
  tell(lock: ZigbeeLock, payload: string): Promise<Failed | undefined>;
  isExposed(device: NativeId): boolean;
  isOffline(lock: ZigbeeLock): boolean;
  /** The last state message of a lock. */
  stateOf(lock: ZigbeeLock): Untrusted | undefined;
  close(): Promise<void>;
}

export interface Question<Answer> {
  readonly verb: "get" | "set";
  readonly payload: string;
  /**
   * Reads a state message; `undefined`: it does not answer. `isReport`: it was sent for another reason, and what it
   * says of the places is what was heard before.
   */
  readonly read: (state: Untrusted, isReport: boolean) => Answer | undefined;
}

/** Zigbee2MQTT itself gives a lock 10 s, and one call of ours has to end within 20 s. */
const answersWithinMs = 8_000;
const isAliveWithinMs = 5_000;
/** What is retained comes right after subscribing. */
const introducedWithinMs = 5_000;

export function bridge(config: Zigbee2MqttConfig, runtime: Runtime, witness: Witness): Bridge {
  const { baseTopic } = config;
  const topic = (...parts: readonly string[]) => [baseTopic, ...parts].join("/");
  const knowledge = new Knowledge(baseTopic, witness);
  const line = lineTo(config, runtime, knowledge);
  const wait = waiting(runtime, knowledge);
  return {
    devices: async (signal) => {
      const trouble = await line.open(signal);
      if (trouble !== undefined) return trouble;
      const introduced = () => (knowledge.isIntroduced() ? true : undefined);
      if (introduced() === undefined) {
        await wait({ read: introduced, withinMs: introducedWithinMs, signal }).catch(() => undefined);
      }
      return signal.aborted ? stopped() : knowledge.verdict();
    },
    alive: async (signal) => {
      const transaction = runtime.uuid();
      const read = (name: string, message: unknown) =>
        name === topic("bridge", "response", "health_check") ? readHealth(message, transaction) : undefined;
      const ask = () => line.publish(topic("bridge", "request", "health_check"), JSON.stringify({ transaction }));
      try {
        const isHealthy = await wait({ read, withinMs: isAliveWithinMs, signal, begin: ask });
        if (isHealthy !== true) return failed("provider", "Zigbee2MQTT does not answer.");
        // It may have said meanwhile that it ends.
        const verdict = knowledge.verdict();
        return "kind" in verdict ? verdict : undefined;
      } catch {
        if (signal.aborted) return stopped();
        // Whoever was cut off may not be let in again, which says more than that.
        return (await line.open(signal)) ?? lost(false);
      }
    },
    ask: async (lock, { verb, payload, read }, signal) => {
      const own = topic(lock.name);
      const answer = (name: string, message: unknown) => {
        const state = name === own ? asObject(message) : undefined;
        return state === undefined ? undefined : read(state, knowledge.isReport(lock));
      };
      const begin = () => line.publish(topic(lock.name, verb), payload);
      // Why nothing came is found out by asking whether anybody is there.
      return wait({ read: answer, withinMs: answersWithinMs, signal, begin }).catch(() => undefined);
    },
    tell: (lock, payload) =>
      line.publish(topic(lock.name, "set"), payload).then(
        () => undefined,
        () => lost(true),
      ),
    isExposed: (device) => knowledge.isExposed(device),
    isOffline: (lock) => knowledge.isOffline(lock),
    stateOf: (lock) => knowledge.stateOf(lock),
    close: () => line.close(),
  };
}

/** The line to the broker, whose every message is taken in. */
function lineTo(config: Zigbee2MqttConfig, runtime: Runtime, knowledge: Knowledge): MqttLine {
  const bridgeTopics = ["state", "devices", "info", "response/health_check"].map(
    (one) => `${config.baseTopic}/bridge/${one}`,
  );
  const line: MqttLine = mqttLine(runtime, config, {
    connected: async () => {
      knowledge.forget();
      await line.subscribe(bridgeTopics);
    },
    lost: () => knowledge.loseSight(),
    message: (name, payload) => {
      const { added, dropped } = knowledge.hear(name, payload);
      // What fails here shows as a lock that does not answer; the next connection begins anew.
      line.subscribe(added).catch(() => runtime.log("zigbee2mqtt.not_subscribed", { topics: added.length }));
      line.unsubscribe(dropped).catch(() => {});
    },
  });
  return line;
}

interface Wait<Answer> {
  readonly read: (topic: string, message: unknown) => Answer | undefined;
  readonly withinMs: number;
  readonly signal: AbortSignal;
  /** What brings the answer about. */
  readonly begin?: () => Promise<void>;
}

/** Waits until a message answers; `undefined` where none did in time. Rejects where it was stopped or could not begin. */
function waiting(runtime: Runtime, knowledge: Knowledge) {
  return async <Answer>({ read, withinMs, signal, begin }: Wait<Answer>): Promise<Answer | undefined> => {
    const over = new AbortController();
    try {
      const answer = knowledge.next(read, over.signal);
      const begun = begin?.();
      const late = runtime.sleep(withinMs, over.signal).then(() => undefined);
      await orAborted(Promise.race([begun, late]), signal);
      return await orAborted(Promise.race([answer, late]), signal);
    } finally {
      over.abort();
    }
  };
}

function readHealth(message: unknown, transaction: string): boolean | undefined {
  const answer = asObject(message);
  if (answer === undefined || text(answer, "transaction") !== transaction) return undefined;
  return flag(asObject(field(answer, "data")) ?? {}, "healthy") ?? false;
}

function lost(mayHaveHappened: boolean): Failed {
  return failed("provider", "The connection to the broker was lost.", { mayHaveHappened });
}

export function stopped(mayHaveHappened = false): Failed {
  return failed("provider", "The call was stopped.", { mayHaveHappened });
}
