import { unvouched } from "#runtime/fetch-trusting.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { orAborted } from "./or-aborted.ts";

/** One request that is answered in JSON. */
export interface Call {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, or as a form where it is URLSearchParams; under that name, unless `headers` have another. */
  readonly body?: Readonly<Record<string, unknown>> | URLSearchParams;
  /** The longest answer that is read. Default 1 MiB. */
  readonly maxBytes?: number;
  /** Certificates that are taken although no authority vouches for them: the SHA-256 of each, in hex. Default none. */
  readonly certificates?: readonly string[];
  /** The header that says when to ask again, in seconds or as a date. Default `retry-after`. */
  readonly retryHeader?: string;
}

/** What came back. `body` is `undefined` where it was empty; `retryAt` is epoch milliseconds. */
export type Answer =
  | {
      readonly kind: "answered";
      readonly status: number;
      readonly headers: Headers;
      readonly body: unknown;
      readonly retryAt: number | undefined;
    }
  | {
      readonly kind: "garbled";
      readonly status: number;
      readonly headers: Headers;
      readonly flaw: string;
      readonly retryAt: number | undefined;
    }
  | {
      readonly kind: "unanswered";
      readonly detail: string;
      readonly mayHaveArrived: boolean;
      /** Somebody is there, with a certificate for which nobody vouches. */
      readonly isUnvouched?: true;
    };

const defaultMaxBytes = 1024 * 1024;
/** The longest that one call may take, in milliseconds. */
const deadlineMs = 20_000;
const longestRetryAfterMs = 24 * 60 * 60 * 1000;

/**
 * Sends one request and reads its JSON. It never throws: no answer is an answer too. It ends as soon as
 * `signal` aborts, also where the other side does not listen to signals. Redirects are not followed, so
 * that a bearer token never travels to another host.
 */
export async function exchangeJson(runtime: Runtime, call: Call, signal: AbortSignal): Promise<Answer> {
  if (signal.aborted) return { kind: "unanswered", detail: "Stopped before it was sent.", mayHaveArrived: false };
  const finished = new AbortController();
  const tooLate = new AbortController();
  const either = AbortSignal.any([signal, tooLate.signal]);
  void runtime.sleep(deadlineMs, finished.signal).then(() => {
    if (!finished.signal.aborted) tooLate.abort();
  });
  try {
    const response = await orAborted(runtime.fetch(request(call, either), call.certificates), either);
    return await orAborted(read(response, call, runtime.now()), either);
  } catch (error) {
    if (signal.aborted) {
      return { kind: "unanswered", detail: "Stopped while waiting for the answer.", mayHaveArrived: true };
    }
    if (tooLate.signal.aborted) {
      return { kind: "unanswered", detail: "The provider did not answer in time.", mayHaveArrived: true };
    }
    return { kind: "unanswered", ...lineTrouble(error) };
  } finally {
    finished.abort();
  }
}

function request(call: Call, signal: AbortSignal): Request {
  const headers = new Headers({ accept: "application/json", ...call.headers });
  if (call.body === undefined)
    return new Request(call.url, { method: call.method, headers, signal, redirect: "manual" });
  const isForm = call.body instanceof URLSearchParams;
  if (!headers.has("content-type"))
    headers.set("content-type", isForm ? "application/x-www-form-urlencoded" : "application/json");
  const body = isForm ? call.body.toString() : JSON.stringify(call.body);
  return new Request(call.url, { method: call.method, headers, body, signal, redirect: "manual" });
}

async function read(response: Response, call: Call, now: number): Promise<Answer> {
  const { maxBytes = defaultMaxBytes, retryHeader = "retry-after" } = call;
  const { status, headers } = response;
  const retryAt = retryInstant(headers.get(retryHeader), now);
  const bytes = await readUpTo(response, maxBytes);
  if (bytes === undefined) return { kind: "garbled", status, headers, flaw: `more than ${maxBytes} bytes`, retryAt };
  if (bytes.length === 0) return { kind: "answered", status, headers, body: undefined, retryAt };
  try {
    const body: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return { kind: "answered", status, headers, body, retryAt };
  } catch {
    return { kind: "garbled", status, headers, flaw: "something that is not JSON", retryAt };
  }
}

/** The whole body, or `undefined` where it is longer than `maxBytes`; the rest is then not received. */
async function readUpTo(response: Response, maxBytes: number): Promise<Uint8Array | undefined> {
  if (response.body === null) return new Uint8Array();
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body) {
    length += part.length;
    if (length > maxBytes) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts, length);
}

/** Retry-After is seconds or a date (RFC 9110, section 10.2.3). */
function retryInstant(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const at = /^\d{1,9}$/.test(header) ? now + Number(header) * 1000 : Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.min(Math.max(at, now), now + longestRetryAfterMs);
}

/** Failures of the line before a connection stood: nothing can have been received. */
const neverConnected = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Says what failed by its code alone: messages of the network layer may quote what was sent. */
function lineTrouble(error: unknown): Omit<Extract<Answer, { kind: "unanswered" }>, "kind"> {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = [error, cause]
    .map((one) => (typeof one === "object" && one !== null && "code" in one ? one.code : undefined))
    .find((one) => typeof one === "string" && /^[A-Z][A-Z_]{1,40}$/.test(one));
  if (code === unvouched) {
    const detail = "Nobody vouches for the certificate that was shown.";
    return { detail, mayHaveArrived: false, isUnvouched: true };
  }
  const detail =
    typeof code === "string" ? `The provider could not be reached (${code}).` : "The provider could not be reached.";
  return { detail, mayHaveArrived: typeof code !== "string" || !neverConnected.has(code) };
}
