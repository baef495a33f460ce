import { type Answer, type Call, exchangeJson } from "#drivers/kit/exchange-json.ts";
import { type Failed, failed, httpTrouble, refused } from "#drivers/kit/failed.ts";
import { asFailed, type Reply, unreadable } from "#drivers/kit/reply.ts";
import { asObject, field, flag, number } from "#drivers/kit/untrusted.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { authorizationFor, type Challenge, challengeIn } from "./authorization.ts";
import type { TwoNConfig } from "./config.ts";

/** What stands at one address. */
export interface Intercom {
  readonly address: string;
  /** Whether it takes our name and password, as far as it has said. */
  letsUsIn(): boolean | undefined;
  /** `path` begins after `/api/`. `body` of what was answered is the envelope's `result`. */
  ask(path: string, signal: AbortSignal, asked?: Asked): Promise<IntercomReply>;
}

export interface Asked {
  /** Default GET. */
  readonly method?: "POST" | "PUT";
  readonly body?: Readonly<Record<string, unknown>>;
  /** Something may change by it. Default: what PUT says. */
  readonly writes?: boolean;
}

export type IntercomReply =
  | Reply
  /** Our user has no right to this. */
  | { readonly kind: "unprivileged" }
  /** Somebody is there, with a certificate for which nobody vouches. */
  | (Failed & { readonly isUnvouched: true });

/** Ten thousand people and their codes. */
const longestAnswer = 16 * 1024 * 1024;

export function intercom(
  runtime: Runtime,
  config: Pick<TwoNConfig, "username" | "password" | "certificates">,
  address: string,
): Intercom {
  let asked: { readonly challenge: Challenge; count: number } | undefined;
  let isIn: boolean | undefined;

  const once = (call: Call, signal: AbortSignal): Promise<Answer> => {
    if (asked === undefined) return exchangeJson(runtime, call, signal);
    asked.count += 1;
    const { method, url } = call;
    const path = `${url.pathname}${url.search}`;
    const authorization = authorizationFor(asked.challenge, config, { method, path, count: asked.count }, runtime);
    return exchangeJson(runtime, { ...call, headers: { authorization } }, signal);
  };
  /** A nonce is good for as long as the intercom likes; what it asks anew is met once. */
  const send = async (call: Call, signal: AbortSignal): Promise<Answer> => {
    const before = asked;
    const answer = await once(call, signal);
    if (answer.kind === "unanswered" || answer.status !== 401) return answer;
    const challenge = challengeIn(answer.headers.get("www-authenticate"));
    // Over a line that anybody can read, a password is proved and never said.
    if (challenge === undefined || (challenge.kind === "basic" && call.url.protocol !== "https:")) return answer;
    const isOver = before !== undefined && !(challenge.kind === "digest" && isFresh(challenge, before.challenge));
    if (isOver) return answer;
    asked = { challenge, count: 0 };
    return once(call, signal);
  };

  return {
    address,
    letsUsIn: () => isIn,
    ask: async (path, signal, { method, body, writes = method === "PUT" } = {}) => {
      const { certificates } = config;
      const url = new URL(`${address}/api/${path}`);
      const call = {
        method: method ?? "GET",
        url,
        ...(body && { body }),
        certificates,
        maxBytes: longestAnswer,
      } as const;
      const reply = replyIn(await send(call, signal), runtime.now(), writes);
      if (reply.kind !== "failed") isIn = true;
      else if (reply.because === "unauthorized") isIn = false;
      return reply;
    },
  };
}

/** Whether it is worth answering once more: the old nonce was too old, or is no longer the one in use. */
function isFresh(now: Extract<Challenge, { kind: "digest" }>, before: Challenge): boolean {
  return now.isStale || before.kind !== "digest" || before.nonce !== now.nonce;
}

/** The manual's error codes ("Replies to Requests"), beside what HTTP itself tells. */
const [unauthorized, unprivileged, busy] = [9, 10, 14];
const notThere: ReadonlySet<number | undefined> = new Set([1, 2, 4]);
const notTaken: ReadonlySet<number | undefined> = new Set([11, 12, 13, 17]);

function replyIn(answer: Answer, now: number, writes: boolean): IntercomReply {
  if (answer.kind === "unanswered") {
    const { detail, mayHaveArrived, isUnvouched } = answer;
    const silent = failed("unreachable", detail, { mayHaveHappened: writes && mayHaveArrived });
    return isUnvouched ? { ...silent, isUnvouched } : silent;
  }
  const envelope = answer.kind === "answered" ? asObject(answer.body) : undefined;
  const error = asObject(envelope && field(envelope, "error"));
  const code = error && number(error, "code");
  if (code === unprivileged) return { kind: "unprivileged" };
  if (code === unauthorized) return failed("unauthorized", "The intercom does not take our name and password.");
  const trouble = httpTrouble(answer, now, writes);
  if (trouble !== undefined) return trouble;
  const success = envelope && flag(envelope, "success");
  if (success === true) return { kind: "answered", body: envelope && field(envelope, "result") };
  if (success === undefined) return unreadable("something", writes);
  if (notThere.has(code)) return { kind: "missing" };
  // What it says of a parameter is not repeated: it may quote the PIN.
  if (notTaken.has(code)) return refused("constraint", "The intercom does not take this.");
  return code === busy
    ? failed("busy", "The intercom is at work on something else.")
    : failed("provider", `The intercom answered with error ${code ?? "without a code"}.`);
}

type Trouble = Exclude<IntercomReply, { kind: "answered" }>;

/** What any reply but the hoped-for one means for somebody who wanted the answer. */
export function troubleIn(reply: Trouble): Failed {
  return reply.kind === "unprivileged"
    ? failed("provider", "Our user at the intercom has no right to see to its directory.")
    : asFailed(reply);
}
