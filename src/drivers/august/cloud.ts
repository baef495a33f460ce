import type { NativeId } from "#domain/ids.ts";
import type { Refusal } from "#domain/step.ts";
import type { AccessKeeper } from "#drivers/kit/access-keeper.ts";
import type { Answer, Call } from "#drivers/kit/exchange-json.ts";
import { type Failed, failed, httpTrouble } from "#drivers/kit/failed.ts";
import { signedExchange } from "#drivers/kit/signed-exchange.ts";
import { asObject, text } from "#drivers/kit/untrusted.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Host } from "./config.ts";
import { addressOf, signed, tokenIn } from "./session.ts";

/** What became of one call, in the words that every verb can pass on. */
export type Reply =
  | { readonly kind: "answered"; readonly body: unknown }
  /** The cloud does not know the lock, or does not let this account at it, or not to do this. */
  | { readonly kind: "barred" }
  | { readonly kind: "conflict" }
  | { readonly kind: "refused"; readonly because: Refusal; readonly detail: string }
  | Failed;

/** The cloud's addresses, as calls. */
export interface Cloud {
  locks(signal: AbortSignal): Promise<Reply>;
  lock(lock: NativeId, signal: AbortSignal): Promise<Reply>;
  pins(lock: NativeId, signal: AbortSignal): Promise<Reply>;
  /** A free PIN, reserved for three minutes; a conflict where the lock has no place for one. */
  reservePin(lock: NativeId, signal: AbortSignal): Promise<Reply>;
  addUser(user: Body, lock: NativeId, signal: AbortSignal): Promise<Reply>;
  command(lock: NativeId, command: Body, signal: AbortSignal): Promise<Reply>;
  operate(lock: NativeId, command: "lock" | "unlock", signal: AbortSignal): Promise<Reply>;
  activities(house: string, signal: AbortSignal): Promise<Reply>;
}

type Body = Readonly<Record<string, unknown>>;
type Keeper = AccessKeeper & { readonly given: (token: string) => void };

/** A list of an account's locks or of a house's events is larger than any other answer. */
const longestListing = 8 * 1024 * 1024;
const activitiesRead = 50;

export function cloud(runtime: Runtime, host: Host, access: Keeper): Cloud {
  const send = async (
    path: readonly string[],
    signal: AbortSignal,
    { method = "GET", ...more }: Partial<Pick<Call, "method" | "body" | "maxBytes" | "headers">> & Search = {},
  ): Promise<Answer | Failed> => {
    const url = addressOf(host, path);
    if (more.limit !== undefined) url.searchParams.set("limit", `${more.limit}`);
    const carry = (call: Call, token: string) => signed(host, call, token);
    const answer = await signedExchange(runtime, { access, carry }, { method, url, ...more }, signal);
    const token = answer.kind === "answered" && answer.status < 300 ? tokenIn(host, answer) : undefined;
    if (token !== undefined) access.given(token);
    return answer;
  };
  const atLock = async (
    lock: NativeId,
    path: readonly string[],
    signal: AbortSignal,
    more: Pick<Call, "method" | "body"> = { method: "GET" },
  ): Promise<Reply> => {
    const writes = more.method !== "GET";
    const answer = await send([...path.slice(0, 1), lock, ...path.slice(1)], signal, more);
    return answer.kind === "failed" ? answer : lockReply(answer, runtime.now(), writes);
  };
  return {
    locks: async (signal) =>
      accountReply(await send(["users", "locks", "mine"], signal, { maxBytes: longestListing }), runtime),
    lock: (lock, signal) => atLock(lock, ["locks"], signal),
    pins: (lock, signal) => atLock(lock, ["locks", "pins"], signal),
    reservePin: (lock, signal) => atLock(lock, ["locks", "pin"], signal),
    addUser: async (user, lock, signal) => {
      const answer = await send(["unverifiedusers"], signal, { method: "POST", body: { ...user, lockID: lock } });
      return answer.kind === "failed" ? answer : lockReply(answer, runtime.now(), true);
    },
    command: (lock, command, signal) =>
      atLock(lock, ["locks", "pins"], signal, { method: "POST", body: { commands: [command] } }),
    operate: (lock, command, signal) => atLock(lock, ["remoteoperate", command], signal, { method: "PUT" }),
    activities: async (house, signal) => {
      const more = { headers: { "accept-version": "4.0.0" }, maxBytes: longestListing, limit: activitiesRead };
      return accountReply(await send(["houses", house, "activities"], signal, more), runtime);
    },
  };
}

interface Search {
  readonly limit?: number;
}

/** What an answer says that concerns the account as a whole. */
function accountReply(answer: Answer | Failed, runtime: Runtime): Reply {
  if (answer.kind === "failed") return answer;
  // A key of another host or brand is answered with 403 and this word, and a session that has ended with 401.
  if (answer.kind === "answered" && answer.status === 403 && codeOf(answer) === "Forbidden") {
    return failed("invalid_credentials", "The provider does not take our API key, or not for this brand.");
  }
  return httpTrouble(answer, runtime.now(), false) ?? understood(answer);
}

/**
 * What an answer says that concerns one lock. A token that was just renewed and is rejected all the same is good: it is
 * the lock that the account may not use.
 */
function lockReply(answer: Answer, now: number, writes: boolean): Reply {
  const mayHaveHappened = writes;
  switch (answer.kind === "unanswered" ? undefined : answer.status) {
    case 401:
    case 403:
    case 404:
      return { kind: "barred" };
    case 408:
      return failed("unreachable", "The lock did not answer its bridge in time.", { mayHaveHappened });
    case 409:
      return { kind: "conflict" };
    case 412:
      return failed("unreachable", "The lock has no bridge, or lacks another part that this needs.");
    case 422:
      return failed("unreachable", "The bridge of the lock is offline.");
    case 423:
    case 460:
      return failed("busy", "The lock or its bridge is busy.");
    case 501:
      return { kind: "refused", because: "unsupported", detail: "The provider does not know this operation." };
    default:
      return httpTrouble(answer, now, writes) ?? understood(answer);
  }
}

function understood(answer: Answer): Reply {
  if (answer.kind !== "answered") return failed("provider", "The provider's answer could not be read.");
  if (answer.status < 300) return { kind: "answered", body: answer.body };
  if (answer.status === 400) {
    return { kind: "refused", because: "constraint", detail: "The provider does not take this PIN, name or time." };
  }
  return failed("provider", `The provider answered ${answer.status}.`);
}

function codeOf(answer: Extract<Answer, { kind: "answered" }>): string | undefined {
  return text(asObject(answer.body) ?? {}, "code");
}
