import type { IClientOptions, MqttClient } from "mqtt";
import { type Failed, failed } from "#drivers/kit/failed.ts";
import { orAborted } from "#drivers/kit/or-aborted.ts";
import { asObject, field, list } from "#drivers/kit/untrusted.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Zigbee2MqttConfig } from "./config.ts";

/** One connection to a broker. It is made when it is first needed, and made anew when it was lost. */
export interface MqttLine {
  /** `undefined` once it stands. */
  open(signal: AbortSignal): Promise<Failed | undefined>;
  /** Subscribes; what is retained comes at once. */
  subscribe(topics: readonly string[]): Promise<void>;
  unsubscribe(topics: readonly string[]): Promise<void>;
  /** Resolves once the broker has it; rejects where the connection is lost before. */
  publish(topic: string, payload: string): Promise<void>;
  close(): Promise<void>;
}

/** What comes over it. */
export interface Ear {
  /** A connection stands: nothing that was heard before it counts. */
  connected(): Promise<void>;
  lost(): void;
  message(topic: string, payload: Buffer): void;
}

const connectsWithinMs = 8_000;
const reconnectsAfterMs = 5_000;
/** The list of a large network is some hundred kilobytes; what is longer is none. */
const longestPayload = 4 * 1024 * 1024;

/** The broker's refusals to let us in: MQTT 3.1.1, table 3.1, and MQTT 5, 3.2.2.2. */
const refusals = new Set<unknown>([4, 5, 134, 135, 138]);

export function mqttLine(runtime: Runtime, config: Zigbee2MqttConfig, ear: Ear): MqttLine {
  const life = new AbortController();
  let client: MqttClient | undefined;
  let opening: Promise<Failed | undefined> | undefined;

  const connect = async (): Promise<Failed | undefined> => {
    const fresh = await dial(config, runtime, life.signal);
    if ("kind" in fresh) return fresh;
    client = fresh;
    fresh.on("message", (topic, payload) => {
      if (client === fresh && payload.length <= longestPayload) ear.message(topic, payload);
    });
    fresh.once("close", () => {
      if (client !== fresh) return;
      client = undefined;
      fresh.end(true);
      ear.lost();
      void comeBack();
    });
    try {
      await ear.connected();
      return undefined;
    } catch (error) {
      if (client === fresh) client = undefined;
      fresh.end(true);
      return whyDeaf(error);
    }
  };

  const open = (): Promise<Failed | undefined> => {
    if (client !== undefined && opening === undefined) return Promise.resolve(undefined);
    opening ??= connect()
      .catch(() => failed("provider", "The broker could not be spoken to."))
      .finally(() => {
        opening = undefined;
      });
    return opening;
  };

  // Locks speak unasked, so that a line that was lost is made anew although nobody asks for it.
  const comeBack = async () => {
    while (!life.signal.aborted && client === undefined) {
      await runtime.sleep(reconnectsAfterMs, life.signal);
      if (!life.signal.aborted && client === undefined) await open();
    }
  };

  const connected = (): MqttClient => {
    if (client === undefined) throw new Error("There is no connection.");
    return client;
  };

  return {
    open: (signal) => orAborted(open(), signal).catch(() => failed("provider", "The call was stopped.")),
    subscribe: async (topics) => {
      if (topics.length > 0) await connected().subscribeAsync([...topics]);
    },
    unsubscribe: async (topics) => {
      if (topics.length > 0) await connected().unsubscribeAsync([...topics]);
    },
    publish: async (topic, payload) => void (await connected().publishAsync(topic, payload, { qos: 1 })),
    close: async () => {
      life.abort();
      const last = client;
      client = undefined;
      last?.end(true);
    },
  };
}

/** A connection that the broker has let in. */
async function dial(config: Zigbee2MqttConfig, runtime: Runtime, signal: AbortSignal): Promise<MqttClient | Failed> {
  const { default: mqtt } = await import("mqtt");
  if (signal.aborted) return failed("provider", "The connection is closed.");
  const client = mqtt.connect(config.url, optionsFor(config, runtime));
  const trouble = await firstWord(client, signal);
  if (trouble !== undefined) {
    client.end(true);
    return trouble;
  }
  // Small messages that follow one another would each wait for the other end, 40 ms and more.
  if ("setNoDelay" in client.stream && typeof client.stream.setNoDelay === "function") client.stream.setNoDelay(true);
  return client;
}

/** Why nothing can be heard: MQTT 3.1.1, 3.9.3, answers 128 and above to who may not subscribe. */
function whyDeaf(error: unknown): Failed {
  const reply = asObject(field(asObject(error) ?? {}, "packet"));
  const granted = (reply && list(reply, "granted")) ?? [];
  return granted.some((one) => typeof one === "number" && one >= 128)
    ? failed("unauthorized", "The broker does not let us hear what Zigbee2MQTT says.")
    : failed("provider", "The broker let go of the connection at once.");
}

function optionsFor(config: Zigbee2MqttConfig, runtime: Runtime): IClientOptions {
  return {
    protocolVersion: 4,
    clientId: `pintumbler-${runtime.uuid().slice(0, 8)}`,
    clean: true,
    reconnectPeriod: 0,
    connectTimeout: connectsWithinMs,
    keepalive: 30,
    // What could not be sent is not sent later: by then it may be wrong.
    queueQoSZero: false,
    ...(config.username !== undefined && { username: config.username }),
    ...(config.password !== undefined && { password: config.password }),
    ...(config.authority !== undefined && { ca: config.authority }),
    ...(config.certificate !== undefined && { cert: config.certificate }),
    ...(config.privateKey !== undefined && { key: config.privateKey }),
  };
}

/** Whether the broker lets us in. */
function firstWord(client: MqttClient, signal: AbortSignal): Promise<Failed | undefined> {
  return new Promise((resolve) => {
    // An error without somebody who listens would end the process, also one that comes late.
    client.on("error", (error) => {
      const code = "code" in error ? error.code : undefined;
      resolve(
        refusals.has(code)
          ? failed("unauthorized", "The broker does not let us in.")
          : failed("provider", "The broker cannot be reached."),
      );
    });
    client.once("connect", () => resolve(undefined));
    client.once("close", () => resolve(failed("provider", "The broker cannot be reached.")));
    signal.addEventListener("abort", () => resolve(failed("provider", "The connection is closed.")), { once: true });
  });
}
