import type { Refusal } from "#domain/step.ts";
import { type Failed, failed } from "#drivers/kit/failed.ts";
import { jsonConversation } from "#drivers/kit/json-conversation.ts";
import { asObject, flag, number, text, type Untrusted } from "#drivers/kit/untrusted.ts";
import type { Runtime } from "#runtime/runtime.ts";

/** What became of one command to the Z-Wave JS server. */
export type Reply =
  | { readonly kind: "answered"; readonly result: Untrusted }
  /** The network has no such node. */
  | { readonly kind: "missing" }
  /** The radio failed: what was sent may have arrived all the same. */
  | { readonly kind: "unheard"; readonly detail: string }
  | { readonly kind: "refused"; readonly because: Refusal; readonly detail: string }
  | Failed;

/** One line to a Z-Wave JS server, whoever owns the stick behind it. */
export interface ZwaveServer {
  /** `writes`: a lost answer leaves open what happened. */
  ask(command: string, fields: Untrusted, signal: AbortSignal, writes?: boolean): Promise<Reply>;
  /** A method of a node's command class, such as `get` of User Code. */
  invoke(call: Invocation, signal: AbortSignal, writes?: boolean): Promise<Reply>;
  /** What the network calls itself; `undefined` while nobody has been talked to. */
  homeId(): number | undefined;
  close(): void;
}

export interface Invocation {
  readonly nodeId: number;
  readonly commandClass: number;
  readonly methodName: string;
  readonly args: readonly unknown[];
}

export interface Ears {
  /** An event of the network, as the server tells it. */
  heard(event: Untrusted): void;
  lost(): void;
}

/** Users and credentials have commands of their own from schema 48 on (Z-Wave JS server 3.8.0, its README, November 2026). */
const schemaVersion = 48;
/** The whole state of a large network is one message. */
const maxBytes = 32 * 1024 * 1024;

export function zwaveServer(runtime: Runtime, url: string, { heard, lost }: Ears): ZwaveServer {
  let homeId: number | undefined;
  const conversation = jsonConversation(runtime, {
    url: new URL(url),
    maxBytes,
    greet: async (line) => {
      const version = await line.next();
      const newest = number(version, "maxSchemaVersion");
      if (text(version, "type") !== "version" || newest === undefined)
        return failed("provider", "What answers there is not a Z-Wave JS server.");
      if (newest < schemaVersion)
        return failed("provider", "The Z-Wave JS server is too old: it must be 3.8.0 or newer.");
      homeId = number(version, "homeId");
      const fields = { schemaVersion, additionalUserAgentComponents: { pintumbler: "1" } };
      const initialized = await line.ask((messageId) => ({ messageId, command: "initialize", ...fields }));
      if (flag(initialized, "success") !== true) return failed("provider", "The Z-Wave JS server does not let us in.");
      const listening = await line.ask((messageId) => ({ messageId, command: "start_listening" }));
      return flag(listening, "success") === true
        ? undefined
        : failed("provider", "The Z-Wave JS server tells nothing.");
    },
    answers: (message) => (text(message, "type") === "result" ? text(message, "messageId") : undefined),
    heard: (message) => {
      const event = text(message, "type") === "event" ? asObject(message.event) : undefined;
      if (event !== undefined) heard(event);
    },
    lost,
  });
  const ask: ZwaveServer["ask"] = async (command, fields, signal, writes = false) => {
    const request = (messageId: string) => ({ messageId, command, ...fields });
    const reply = await conversation.ask(request, signal, writes);
    return reply.kind === "answered" ? readReply(reply.message, writes) : reply;
  };
  return {
    ask,
    invoke: (call, signal, writes) => ask("endpoint.invoke_cc_api", { endpoint: 0, ...call }, signal, writes),
    homeId: () => homeId,
    close: conversation.close,
  };
}

/** The text of an error may quote what was sent; only its number is passed on. */
function readReply(message: Untrusted, writes: boolean): Reply {
  if (flag(message, "success") === true) {
    const result = asObject(message.result);
    return result === undefined
      ? failed("provider", "The Z-Wave JS server answered nothing.", { mayHaveHappened: writes })
      : { kind: "answered", result };
  }
  const code = text(message, "errorCode");
  if (code === "node_not_found") return { kind: "missing" };
  const cause = number(message, "zwaveErrorCode");
  if (code !== "zwave_error" || cause === undefined)
    return failed("provider", "The Z-Wave JS server could not do that.", { mayHaveHappened: writes });
  return zwaveTrouble(cause, writes);
}

/** Numbers of `ZWaveErrorCodes` (zwave-js 15.29.0): the 200s are about getting a message to a node. */
function zwaveTrouble(cause: number, writes: boolean): Reply {
  const said = `ZW${String(cause).padStart(4, "0")}`;
  if (cause === 211 || cause === 213) return { kind: "missing" };
  if (cause >= 200 && cause < 300)
    return { kind: "unheard", detail: `The lock did not answer over the radio (${said}).` };
  if (cause === 322) return { kind: "refused", because: "constraint", detail: `The lock cannot take this (${said}).` };
  if (cause >= 300 && cause < 310)
    return { kind: "refused", because: "unsupported", detail: `The lock cannot do this (${said}).` };
  return failed("provider", `The Z-Wave JS server answered ${said}.`, { mayHaveHappened: writes });
}
