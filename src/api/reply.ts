import { type Problem, problem } from "#domain/problem.ts";
import { errorAnswer, statusOfProblem } from "./problems.ts";
import type { Surroundings } from "./read-body.ts";

/** What every answer to one request carries. */
export interface Exchange extends Surroundings {
  readonly requestId: string;
  /** The Origin header, where a browser asks. */
  readonly askedFrom: string | null;
}

/** What Hono hands to each of its handlers here. */
export type DoorEnv = { Bindings: Exchange };

const allowedHeaders = [
  "x-csrf-token, x-requested-with, accept, accept-version, content-length, content-md5, content-type, date, x-api-version",
  "seam-workspace, authorization, user-agent, seam-lts-version, seam-sdk-version, seam-sdk-name, seam-publishable-key",
  "seam-client-session-token, client-session-token, seam-api-key, seam-user-identifier-key, idempotency-key",
].join(", ");

export function replyJson(exchange: Exchange, body: object, status = 200): Response {
  return replyText(exchange, JSON.stringify(body), status);
}

/** As `replyJson`, for a body that is JSON already. */
export function replyText(exchange: Exchange, json: string, status = 200): Response {
  return new Response(json, { status, headers: headersOf(exchange, "application/json; charset=utf-8") });
}

export function replyProblem(exchange: Exchange, found: Problem): Response {
  const body = JSON.stringify(errorAnswer(found));
  const headers = headersOf(exchange, "application/json; charset=utf-8");
  // Whole seconds is what the header can say: one too many is better than a try in vain.
  if (found.retryAfterMs !== undefined) headers["retry-after"] = String(Math.ceil(found.retryAfterMs / 1_000));
  return new Response(body, { status: statusOfProblem[found.problem], headers });
}

export function replyMethodNotAllowed(exchange: Exchange, methods: readonly string[]): Response {
  const allow = methods.join(", ");
  const headers = { ...headersOf(exchange, "application/json; charset=utf-8"), allow };
  const body = errorAnswer(problem("method_not_allowed", `This path answers to ${allow}.`));
  return new Response(JSON.stringify(body), { status: statusOfProblem.method_not_allowed, headers });
}

/** A page for people. A browser keeps none of it, and tells no other site where it was. */
export function replyPage(
  exchange: Exchange,
  text: string,
  { status, headers }: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
): Response {
  const all = { ...headersOf(exchange, "text/html; charset=utf-8"), "referrer-policy": "no-referrer", ...headers };
  return new Response(text, { status, headers: all });
}

/** Server-sent events, for as long as the page listens. */
export function replyStream(exchange: Exchange, stream: ReadableStream<Uint8Array>): Response {
  return new Response(stream, { headers: headersOf(exchange, "text/event-stream; charset=utf-8") });
}

export function replyNothing(exchange: Exchange, status: 204): Response {
  return new Response(null, { status, headers: headersOf(exchange) });
}

/** The answer to a browser's question whether it may ask. */
export function replyPreflight(exchange: Exchange): Response {
  const headers = {
    ...headersOf(exchange),
    "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE, OPTIONS",
    "access-control-allow-headers": allowedHeaders,
    "access-control-max-age": "86400",
  };
  return new Response(null, { status: 200, headers });
}

/** The official browser client includes credentials, so that the origin must be echoed and not "*". */
function headersOf(exchange: Exchange, contentType?: string): Record<string, string> {
  return {
    ...(contentType === undefined ? {} : { "content-type": contentType }),
    "cache-control": "no-store",
    "seam-request-id": exchange.requestId,
    "access-control-allow-origin": exchange.askedFrom ?? "*",
    "access-control-allow-credentials": "true",
    "access-control-expose-headers": "seam-request-id, retry-after",
    vary: "Origin",
    "x-content-type-options": "nosniff",
  };
}
