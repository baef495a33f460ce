import type { NativeId, Place } from "#domain/ids.ts";
import type { Outcome } from "#domain/step.ts";
import { addressUnder } from "#drivers/kit/address.ts";
import type { Answer, Call } from "#drivers/kit/exchange-json.ts";
import { type Failed, failed, refused } from "#drivers/kit/failed.ts";
import { asFailed as asFailedUsually, type Reply as UsualReply, usualReply } from "#drivers/kit/reply.ts";
import { type Credentials, signedExchange } from "#drivers/kit/signed-exchange.ts";
import { asObject, field, flag } from "#drivers/kit/untrusted.ts";
import type { Runtime } from "#runtime/runtime.ts";

/** What became of one call; `body` is the `result` of the envelope that every answer comes in. */
export type Reply =
  | UsualReply
  /** The account may not do that at this lock. */
  | { readonly kind: "forbidden" }
  /** The list is as the version that was named with the call. */
  | { readonly kind: "unchanged" };

export type NotAnswered = Exclude<Reply, { kind: "answered" }>;

/** The maker's addresses, as calls. */
export interface Cloud {
  /** Everything of the account: bridges, locks, keypads. Not paged, as the list of locks alone is. */
  devices(signal: AbortSignal): Promise<Reply>;
  lock(device: NativeId, signal: AbortSignal): Promise<Reply>;
  /** The PINs of a lock by name. `version`: of the list that is known already. */
  pins(device: NativeId, version: number | undefined, signal: AbortSignal): Promise<Reply>;
  pin(device: NativeId, place: Place, signal: AbortSignal): Promise<Reply>;
  addPin(device: NativeId, pin: PinBody, signal: AbortSignal): Promise<Reply>;
  changePin(device: NativeId, place: Place, pin: PinBody, signal: AbortSignal): Promise<Reply>;
  removePin(device: NativeId, place: Place, signal: AbortSignal): Promise<Reply>;
  turn(device: NativeId, action: "lock" | "unlock", signal: AbortSignal): Promise<Reply>;
  operation(id: string, signal: AbortSignal): Promise<Reply>;
  /** What happened at a lock, newest first. `before`: only what is older than that date of the cloud's. */
  activities(device: NativeId, before: string | undefined, signal: AbortSignal): Promise<Reply>;
}

type PinBody = Readonly<Record<string, string | null>>;

/** The version of the API, which its addresses name: 37 is of August 2025, and a version lives for 18 months after the next. */
const version = "v37";
/** An account with all settings of all its devices is larger than anything else. */
const longestListing = 16 * 1024 * 1024;

export function cloud(runtime: Runtime, baseUrl: string, credentials: Credentials): Cloud {
  const at = (path: readonly string[], query?: Readonly<Record<string, string | undefined>>) =>
    addressUnder(`${baseUrl}/api/${version}/my`, path, query);
  const send = async (
    method: Call["method"],
    url: URL,
    signal: AbortSignal,
    more: Pick<Call, "body" | "maxBytes"> = {},
  ): Promise<Reply> => {
    const answer = await signedExchange(runtime, credentials, { method, url, ...more }, signal);
    return answer.kind === "failed" ? answer : meaningOf(answer, runtime.now(), method !== "GET");
  };
  const withAccessories = { IncludeAccessories: "true" };
  return {
    devices: async (signal) => {
      const reply = await send("GET", at(["device", "details"], withAccessories), signal, { maxBytes: longestListing });
      return reply.kind === "forbidden"
        ? failed("unauthorized", "The account's key or sign-in may not see locks.")
        : reply;
    },
    lock: (device, signal) => send("GET", at(["lock", device], withAccessories), signal),
    pins: (device, known, signal) =>
      send("GET", at(["lock", device, "pin"], { listVersion: known?.toString() }), signal),
    pin: (device, place, signal) => send("GET", at(["lock", device, "pin", place]), signal),
    addPin: (device, body, signal) => send("POST", at(["lock", device, "pin"]), signal, { body }),
    changePin: (device, place, body, signal) => send("PUT", at(["lock", device, "pin", place]), signal, { body }),
    removePin: (device, place, signal) => send("DELETE", at(["lock", device, "pin", place]), signal),
    turn: (device, action, signal) => send("POST", at(["lock", device, "operation", action]), signal),
    operation: (id, signal) => send("GET", at(["device", "operation", id]), signal),
    activities: (device, before, signal) =>
      send("GET", at(["deviceactivity"], { deviceId: device, lastElemDate: before }), signal),
  };
}

/** What an answer says: by the statuses of the pages of the PIN endpoints, and by what HTTP says everywhere. */
export function meaningOf(answer: Answer, now: number, writes: boolean): Reply {
  const own = answer.kind === "unanswered" ? undefined : ownMeaning(answer, writes);
  if (own !== undefined) return own;
  const reply = usualReply(answer, now, writes);
  if (reply.kind !== "answered") return reply;
  if (saysNo(answer)) return failed("provider", "The provider has not done it.", { mayHaveHappened: writes });
  return { kind: "answered", body: field(asObject(reply.body) ?? {}, "result") };
}

const refusals: Readonly<Record<number, Reply>> = {
  404: { kind: "missing" },
  406: refused("duplicate", "Another code on this lock has the same PIN."),
  412: refused("full", "The lock takes no more codes."),
  // The same in older versions.
  422: refused("full", "The lock takes no more codes."),
};

function ownMeaning(answer: Exclude<Answer, { kind: "unanswered" }>, writes: boolean): Reply | undefined {
  const { status } = answer;
  if (status === 304) return { kind: "unchanged" };
  if (status === 403) return { kind: "forbidden" };
  if (status === 408)
    return failed("unreachable", "The lock did not answer its bridge in time.", { mayHaveHappened: writes });
  if (status === 409) return failed("busy", "Another order for this lock is under way.");
  if (status === 428) return failed("unreachable", "The lock cannot be reached, or lacks its bridge or keypad.");
  const refusal = refusals[status];
  // Without the maker's own word it is as likely a proxy's, and must make nothing look removed.
  return refusal === undefined || saysNo(answer) ? refusal : failed("provider", `The provider answered ${status}.`);
}

/** Every answer of the maker's says whether it was a success, whatever its status. */
function saysNo(answer: Answer): boolean {
  return answer.kind === "answered" && flag(asObject(answer.body) ?? {}, "success") === false;
}

/** What any reply but the hoped-for one means for somebody who wanted the answer. */
export function asFailed(reply: NotAnswered): Failed {
  switch (reply.kind) {
    case "forbidden":
      return failed("provider", "The provider does not let this account do that at this lock.");
    case "unchanged":
      return failed("provider", "The provider answered 304 to somebody who knew nothing.");
    default:
      return asFailedUsually(reply);
  }
}

/** What any reply but the hoped-for one makes of a step. */
export function passOn(reply: NotAnswered): Outcome {
  return reply.kind === "refused" ? reply : asFailed(reply);
}
