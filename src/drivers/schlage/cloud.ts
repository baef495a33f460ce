import type { NativeId, Place } from "#domain/ids.ts";
import type { AccessKeeper } from "#drivers/kit/access-keeper.ts";
import { addressUnder } from "#drivers/kit/address.ts";
import type { Call } from "#drivers/kit/exchange-json.ts";
import { type Failed, failed } from "#drivers/kit/failed.ts";
import { type Reply, usualReply } from "#drivers/kit/reply.ts";
import { asBearer, signedExchange } from "#drivers/kit/signed-exchange.ts";
import type { Runtime } from "#runtime/runtime.ts";

type Command = "addaccesscode" | "updateaccesscode" | "deleteaccesscode";

/** The cloud's addresses, as calls. */
export interface Cloud {
  devices(signal: AbortSignal): Promise<Reply>;
  device(device: NativeId, signal: AbortSignal): Promise<Reply>;
  codes(device: NativeId, signal: AbortSignal): Promise<Reply>;
  code(device: NativeId, place: Place, signal: AbortSignal): Promise<Reply>;
  logs(device: NativeId, signal: AbortSignal): Promise<Reply>;
  /** The one way by which a code comes to the lock: what is posted to `storage` stays in the cloud (pyschlage, issue 56). */
  command(
    device: NativeId,
    name: Command,
    data: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<Reply>;
  turn(device: NativeId, to: "locked" | "unlocked", signal: AbortSignal): Promise<Reply>;
}

/** A lock has been seen to take 3 KB; a listing of an account may be larger than anything else. */
const longestListing = 16 * 1024 * 1024;
/** How far back the log is read at a look. */
export const logPage = 50;

export function cloud(
  runtime: Runtime,
  { url, apiKey }: { readonly url: string; readonly apiKey: string },
  access: AccessKeeper,
): Cloud {
  const carry = (call: Call, token: string) =>
    asBearer({ ...call, headers: { ...call.headers, "x-api-key": apiKey } }, token);
  const send = async (
    method: Call["method"],
    path: readonly string[],
    signal: AbortSignal,
    { query, ...more }: Pick<Call, "body" | "maxBytes"> & { readonly query?: Readonly<Record<string, string>> } = {},
  ): Promise<Reply> => {
    const target = addressUnder(url, path, query);
    const answer = await signedExchange(runtime, { access, carry }, { method, url: target, ...more }, signal);
    if (answer.kind === "failed") return answer;
    // A gateway that does not know the app's key says so whatever is asked; of a lock it may mean that lock alone.
    if (answer.kind !== "unanswered" && answer.status === 403) return forbidden(path);
    return usualReply(answer, runtime.now(), method !== "GET");
  };
  return {
    devices: (signal) => send("GET", ["devices"], signal, { query: { archetype: "lock" }, maxBytes: longestListing }),
    device: (device, signal) => send("GET", ["devices", device], signal),
    codes: (device, signal) => send("GET", ["devices", device, "storage", "accesscode"], signal),
    code: (device, place, signal) => send("GET", ["devices", device, "storage", "accesscode", place], signal),
    logs: (device, signal) =>
      send("GET", ["devices", device, "logs"], signal, { query: { limit: `${logPage}`, sort: "desc" } }),
    command: (device, name, data, signal) =>
      send("POST", ["devices", device, "commands"], signal, { body: { name, data } }),
    turn: (device, to, signal) =>
      send("PUT", ["devices", device], signal, { body: { attributes: { lockState: to === "locked" ? 1 : 0 } } }),
  };
}

function forbidden(path: readonly string[]): Failed {
  return path.length > 1
    ? failed("provider", "The provider does not let this account at the lock (403).")
    : failed("invalid_credentials", "The provider does not take the key of the application (403).");
}
