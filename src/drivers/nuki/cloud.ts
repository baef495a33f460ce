import type { NativeId, Place } from "#domain/ids.ts";
import type { AccessKeeper } from "#drivers/kit/access-keeper.ts";
import { addressUnder } from "#drivers/kit/address.ts";
import type { Answer, Call } from "#drivers/kit/exchange-json.ts";
import { failed, refused } from "#drivers/kit/failed.ts";
import { type Reply, usualReply } from "#drivers/kit/reply.ts";
import { signedExchange } from "#drivers/kit/signed-exchange.ts";
import type { Runtime } from "#runtime/runtime.ts";

type Body = Readonly<Record<string, unknown>>;

/** Nuki's addresses, as calls. Whatever changes something is only accepted, and says nothing of the lock. */
export interface Cloud {
  locks(signal: AbortSignal): Promise<Reply>;
  lock(device: NativeId, signal: AbortSignal): Promise<Reply>;
  /** The keypad codes of a lock. */
  codes(device: NativeId, signal: AbortSignal): Promise<Reply>;
  addCode(device: NativeId, code: Body, signal: AbortSignal): Promise<Reply>;
  changeCode(device: NativeId, place: Place, code: Body, signal: AbortSignal): Promise<Reply>;
  removeCode(device: NativeId, place: Place, signal: AbortSignal): Promise<Reply>;
  turn(device: NativeId, to: "locked" | "unlocked", signal: AbortSignal): Promise<Reply>;
  /** A page of the log, newest first; `before`: the entry that it begins after. */
  log(device: NativeId, before: string | undefined, signal: AbortSignal): Promise<Reply>;
  webhooks(signal: AbortSignal): Promise<Reply>;
  addWebhook(webhook: Body, signal: AbortSignal): Promise<Reply>;
  removeWebhook(id: string, signal: AbortSignal): Promise<Reply>;
}

/** A listing of an account's locks is larger than anything else. */
const longestListing = 16 * 1024 * 1024;
/** The maker's own limit of a page. */
export const logPage = 50;
const keypadCode = "13";

export function cloud(runtime: Runtime, baseUrl: string, access: AccessKeeper): Cloud {
  const send = async (
    method: Call["method"],
    path: readonly string[],
    signal: AbortSignal,
    { query, ...more }: Pick<Call, "body" | "maxBytes"> & { readonly query?: Readonly<Record<string, string>> } = {},
  ): Promise<Reply> => {
    const url = addressUnder(baseUrl, path, query);
    const answer = await signedExchange(runtime, { access }, { method, url, ...more }, signal);
    if (answer.kind === "failed") return answer;
    return told(answer, path) ?? usualReply(answer, runtime.now(), method !== "GET");
  };
  return {
    locks: (signal) => send("GET", ["smartlock"], signal, { maxBytes: longestListing }),
    lock: (device, signal) => send("GET", ["smartlock", device], signal),
    codes: (device, signal) => send("GET", ["smartlock", device, "auth"], signal, { query: { types: keypadCode } }),
    addCode: (device, body, signal) => send("PUT", ["smartlock", device, "auth"], signal, { body }),
    changeCode: (device, place, body, signal) => send("POST", ["smartlock", device, "auth", place], signal, { body }),
    removeCode: (device, place, signal) => send("DELETE", ["smartlock", device, "auth", place], signal),
    turn: (device, to, signal) =>
      send("POST", ["smartlock", device, "action", to === "locked" ? "lock" : "unlock"], signal),
    log: (device, before, signal) => {
      const query = { limit: `${logPage}`, ...(before !== undefined && { id: before }) };
      return send("GET", ["smartlock", device, "log"], signal, { query });
    },
    webhooks: (signal) => send("GET", ["api", "decentralWebhook"], signal),
    addWebhook: (body, signal) => send("PUT", ["api", "decentralWebhook"], signal, { body }),
    removeWebhook: (id, signal) => send("DELETE", ["api", "decentralWebhook", id], signal),
  };
}

/** What the maker means by a status that is not the same with everybody (its API reference, version 3.9.0). */
function told(answer: Answer, path: readonly string[]): Reply | undefined {
  const status = answer.kind === "unanswered" ? 0 : answer.status;
  const isAtLock = path[0] === "smartlock" && path.length > 1;
  switch (status) {
    case 402:
    case 426:
      return failed("provider", `The provider wants a subscription for this lock (${status}).`);
    case 403:
      // Of one lock, or of webhooks, it says nothing about the account.
      return isAtLock || path[0] === "api"
        ? failed("provider", "The provider does not let this account there (403).")
        : undefined;
    case 405:
      return refused("unsupported", "The provider does not allow this at this lock (405).");
    case 409:
      // "Parameter conflicts", and that a PIN stands once on a lock is the one conflict that is documented.
      return refused("duplicate", "The provider says that another code on this lock has the same PIN (409).");
    case 423:
      return failed("busy", "The provider is still at another change of this code (423).");
    default:
      return undefined;
  }
}
