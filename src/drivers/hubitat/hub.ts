import type { NativeId } from "#domain/ids.ts";
import { addressUnder } from "#drivers/kit/address.ts";
import { exchangeJson } from "#drivers/kit/exchange-json.ts";
import { failed } from "#drivers/kit/failed.ts";
import { type Reply, usualReply } from "#drivers/kit/reply.ts";
import { asObject, field } from "#drivers/kit/untrusted.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { HubitatConfig } from "./address.ts";
import { type Command, pathOf } from "./wire.ts";

/** The addresses of one instance of the Maker API, as calls. */
export interface Hub {
  /** Every device that the owner has put into the instance, by its name alone. */
  names(signal: AbortSignal): Promise<Reply>;
  /** The same, with all that is known of each. */
  devices(signal: AbortSignal): Promise<Reply>;
  device(device: NativeId, signal: AbortSignal): Promise<Reply>;
  /** What happened to a device lately. */
  events(device: NativeId, signal: AbortSignal): Promise<Reply>;
  /** Heard by the hub is not done: what a device makes of a command shows in its attributes. */
  order(device: NativeId, command: Command, signal: AbortSignal): Promise<Reply>;
  /** Has the hub post what happens to this address, and to no other. */
  postTo(address: string, signal: AbortSignal): Promise<Reply>;
}

/** A hub with hundreds of devices lists them all in one answer. */
const longestListing = 16 * 1024 * 1024;

export function hub(runtime: Runtime, { url, accessToken }: HubitatConfig): Hub {
  const ask = async (path: readonly string[], signal: AbortSignal, writes = false): Promise<Reply> => {
    const address = addressUnder(url, path, { access_token: accessToken });
    const call = { method: "GET", url: address, maxBytes: longestListing } as const;
    return unlessInBody(usualReply(await exchangeJson(runtime, call, signal), runtime.now(), writes), writes);
  };
  return {
    names: (signal) => ask(["devices"], signal),
    devices: (signal) => ask(["devices", "all"], signal),
    device: (device, signal) => ask(["devices", device], signal),
    events: (device, signal) => ask(["devices", device, "events"], signal),
    order: (device, command, signal) => ask(["devices", device, ...pathOf(command)], signal, true),
    postTo: (address, signal) => ask(["postURL", address], signal),
  };
}

/** A hub tells of an error with status 200 too (hacs-hubitat, 4f39538, June 2026). */
function unlessInBody(reply: Reply, writes: boolean): Reply {
  const said = reply.kind === "answered" ? field(asObject(reply.body) ?? {}, "error") : undefined;
  if (said === undefined || said === null || said === false) return reply;
  return failed("provider", "The hub answered with an error.", { mayHaveHappened: writes });
}
