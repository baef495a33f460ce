import type { Event } from "#domain/event.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { within } from "#runtime/within.ts";
import type { DueDelivery, EndpointClaim, TriedDelivery } from "#store/webhook-turns.ts";
import { nextTryAt, readRetryAfter } from "./schedule.ts";
import type { Send, SendOutcome } from "./send.ts";
import { signedHeaders } from "./sign.ts";

/** An answer counts that comes within this, in milliseconds. Source: Standard Webhooks 1.0, which says 15 to 30 seconds. */
export const answerWithinMs = 15_000;

/** What a try came to, and what it says of the endpoint as a whole. */
export interface Tried {
  readonly record: TriedDelivery;
  readonly endpoint:
    | { readonly kind: "well" }
    /** It wants to be left alone until then, epoch milliseconds, where it said so. */
    | { readonly kind: "failing"; readonly notBefore: number | undefined }
    /** It is there no longer. */
    | { readonly kind: "gone" };
}

/** Signs and sends one event. `undefined` where `signal` aborted first: then it is as if it had not been tried. */
export async function tryDelivery(
  { runtime, send, userAgent }: { readonly runtime: Runtime; readonly send: Send; readonly userAgent: string },
  claim: EndpointClaim,
  delivery: DueDelivery,
  event: { readonly id: Event["id"]; readonly body: string },
  signal: AbortSignal,
): Promise<Tried | undefined> {
  const startedAt = runtime.now();
  const headers = {
    "content-type": "application/json",
    "user-agent": userAgent,
    ...signedHeaders(claim.secrets, { id: event.id, at: startedAt, body: event.body }),
  };
  const post = (each: AbortSignal) => send({ url: claim.url, headers, body: event.body }, each);
  const outcome = await within(runtime, answerWithinMs, post, signal);
  if (signal.aborted) return undefined;
  return judge(runtime, delivery, startedAt, outcome);
}

function judge(runtime: Runtime, delivery: DueDelivery, startedAt: number, outcome: SendOutcome): Tried {
  const now = runtime.now();
  const answered = outcome.kind === "answered" ? outcome : undefined;
  const tried = {
    delivery,
    startedAt,
    durationMs: now - startedAt,
    status: answered?.status,
    failure: outcome.kind === "unanswered" ? outcome.because : undefined,
  };
  if (answered !== undefined && answered.status >= 200 && answered.status < 300) {
    const record = { ...tried, answer: undefined, state: "delivered" as const, nextDueAt: undefined };
    return { record, endpoint: { kind: "well" } };
  }
  const isThrottled = answered?.status === 429 || answered?.status === 503;
  const retryAfterMs = isThrottled ? readRetryAfter(answered.retryAfter, now) : undefined;
  const nextDueAt = nextTryAt({ tries: delivery.tries + 1, failedAt: now, retryAfterMs }, runtime.random);
  const state = nextDueAt === undefined ? ("failed" as const) : ("waiting" as const);
  const record = { ...tried, answer: answered?.answer || undefined, state, nextDueAt };
  if (answered?.status === 410) return { record, endpoint: { kind: "gone" } };
  const notBefore = retryAfterMs === undefined ? undefined : now + retryAfterMs;
  return { record, endpoint: { kind: "failing", notBefore } };
}
