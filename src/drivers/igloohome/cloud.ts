import type { Outcome, Refusal } from "#domain/step.ts";
import type { AccessKeeper } from "#drivers/kit/access-keeper.ts";
import { addressUnder } from "#drivers/kit/address.ts";
import type { Answer, Call } from "#drivers/kit/exchange-json.ts";
import { type Failed, failed, httpTrouble } from "#drivers/kit/failed.ts";
import { unreadable, asFailed as usualFailure } from "#drivers/kit/reply.ts";
import { signedExchange } from "#drivers/kit/signed-exchange.ts";
import { asObject, type Untrusted } from "#drivers/kit/untrusted.ts";
import type { Runtime } from "#runtime/runtime.ts";

/** What became of one call. */
export type Reply =
  | { readonly kind: "answered"; readonly body: Untrusted }
  | { readonly kind: "missing" }
  | { readonly kind: "bridge_offline" }
  | { readonly kind: "refused"; readonly because: Refusal; readonly detail: string }
  | Failed;

export interface Cloud {
  ask(path: readonly string[], signal: AbortSignal, query?: Readonly<Record<string, string>>): Promise<Reply>;
  /** A call that changes something. */
  order(path: readonly string[], body: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<Reply>;
  /** What a lock has recorded: asked for with a token of its own. */
  activity(device: string, signal: AbortSignal): Promise<Reply>;
}

/** An account's devices with all they say. */
const longestListing = 4 * 1024 * 1024;

export function cloud(runtime: Runtime, url: string, all: AccessKeeper, activity: AccessKeeper): Cloud {
  const send = async (
    access: AccessKeeper,
    { method, path, query, body }: Pick<Call, "method" | "body"> & Asked,
    signal: AbortSignal,
  ): Promise<Reply> => {
    const call = { method, url: addressUnder(url, path, query), maxBytes: longestListing, ...(body && { body }) };
    const answer = await signedExchange(runtime, { access }, call, signal);
    return answer.kind === "failed" ? answer : replyOf(answer, runtime.now(), method !== "GET");
  };
  return {
    ask: (path, signal, query) => send(all, { method: "GET", path, ...(query && { query }) }, signal),
    order: (path, body, signal) => send(all, { method: "POST", path, body }, signal),
    activity: (device, signal) =>
      send(activity, { method: "GET", path: ["devices", device, "activity"], query: { pageSize: "50" } }, signal),
  };
}

interface Asked {
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
}

function replyOf(answer: Answer, now: number, writes: boolean): Reply {
  if (answer.kind !== "unanswered" && answer.status === 406) return { kind: "bridge_offline" };
  const isFull = answer.kind !== "unanswered" && answer.status === 429 && answer.retryAt === undefined && writes;
  if (isFull) return failed("hub_queue_full", "The bridge of the lock takes no more jobs until it has done some.");
  if (answer.kind !== "unanswered" && answer.status === 403) {
    return { kind: "refused", because: "unsupported", detail: "The API credentials do not have the right to do this." };
  }
  const trouble = httpTrouble(answer, now, writes);
  if (trouble !== undefined) return trouble;
  if (answer.kind !== "answered") return unreadable("an answer", writes);
  // A 404 without an answer in JSON is as likely a proxy's, and must not make a lock look removed.
  const body = asObject(answer.body);
  if (answer.status === 404 && body !== undefined) return { kind: "missing" };
  if (answer.status === 400 || answer.status === 422) {
    return { kind: "refused", because: "constraint", detail: `The provider does not take this (${answer.status}).` };
  }
  if (answer.status >= 300) return failed("provider", `The provider answered ${answer.status}.`);
  return body === undefined ? unreadable("an answer", writes) : { kind: "answered", body };
}

export function offline(): Failed {
  return failed("unreachable", "The bridge of the lock is offline.");
}

/** What any reply but the hoped-for one means for somebody who wanted the answer. */
export function asFailed(reply: Exclude<Reply, { kind: "answered" }>): Failed {
  return reply.kind === "bridge_offline" ? offline() : usualFailure(reply);
}

/** What it makes of a step. */
export function passOn(reply: Exclude<Reply, { kind: "answered" }>): Outcome {
  return reply.kind === "refused" ? reply : asFailed(reply);
}
