import { lookup as lookUp } from "node:dns/promises";
import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { type LookupFunction, Socket } from "node:net";
import type { DeliveryFailure } from "#domain/webhook.ts";
import type { Guard } from "./guard.ts";
import { answerBytesMax, type Send, type SendOutcome, type SendRequest } from "./send.ts";

export interface Transport {
  readonly send: Send;
  close(): void;
}

export interface Resolved {
  readonly address: string;
  readonly family: number;
}

/** Every address of a name. Rejects where there is none. */
export type Resolve = (hostname: string) => Promise<readonly Resolved[]>;

class ForbiddenAddress extends Error {}

/** How long an idle connection is kept for the next delivery, in milliseconds: less than servers commonly keep it. */
const idleMs = 4_000;

/**
 * Sends over real sockets. A name is resolved once, every address of it is judged, and the connection is made to
 * an address that was judged, so that a name cannot say one thing to the guard and another to the socket.
 */
export function createTransport(
  guard: Guard,
  resolve: Resolve = (hostname) => lookUp(hostname, { all: true }),
): Transport {
  const lookup = judgedLookup(guard, resolve);
  const options = { keepAlive: true, timeout: idleMs, maxFreeSockets: 32 };
  const http = judgedConnections(new HttpAgent(options), guard);
  const https = judgedConnections(new HttpsAgent(options), guard);

  const open = (url: URL, { headers, body }: SendRequest, signal: AbortSignal): ClientRequest => {
    const common = {
      method: "POST",
      lookup,
      signal,
      headers: { ...headers, "content-length": Buffer.byteLength(body) },
    };
    return url.protocol === "https:"
      ? requestHttps(url, { ...common, agent: https })
      : requestHttp(url, { ...common, agent: http });
  };

  const send: Send = async (request, signal) => {
    const url = guard.readUrl(request.url);
    if (typeof url === "string") return { kind: "unanswered", because: url };
    const opened = () => open(url, request, signal);
    const first = await exchange(opened(), request.body);
    // The endpoint closed an idle connection at the moment it was taken up again: nothing was read of it.
    return first === "stale" ? settled(await exchange(opened(), request.body)) : first;
  };
  return {
    send,
    close: () => {
      http.destroy();
      https.destroy();
    },
  };
}

function settled(outcome: SendOutcome | "stale"): SendOutcome {
  return outcome === "stale" ? { kind: "unanswered", because: "connection_broken" } : outcome;
}

function exchange(request: ClientRequest, body: string): Promise<SendOutcome | "stale"> {
  return new Promise((resolve) => {
    let isAnswered = false;
    request.once("response", (response) => {
      isAnswered = true;
      readAnswer(response, resolve);
    });
    request.on("error", (error: NodeJS.ErrnoException) => {
      // What was read of an answer counts, however it ended.
      if (isAnswered) return;
      if (request.reusedSocket && (error.code === "ECONNRESET" || error.code === "EPIPE")) resolve("stale");
      else resolve({ kind: "unanswered", because: causeOf(error) });
    });
    // An answer that is none, such as a change of protocol, ends without an error.
    request.once("close", () => {
      if (!isAnswered) resolve({ kind: "unanswered", because: "connection_broken" });
    });
    request.end(body);
  });
}

/** Reads as much of an answer as is kept, and gives up the connection of one that is longer. */
function readAnswer(response: IncomingMessage, resolve: (outcome: SendOutcome) => void): void {
  const parts: Buffer[] = [];
  let length = 0;
  const settle = () => {
    const answer = Buffer.concat(parts).subarray(0, answerBytesMax).toString("utf8");
    resolve({
      kind: "answered",
      status: response.statusCode ?? 0,
      retryAfter: response.headers["retry-after"],
      answer,
    });
  };
  response.on("data", (part: Buffer) => {
    parts.push(part);
    length += part.length;
    if (length <= answerBytesMax) return;
    settle();
    response.destroy();
  });
  for (const end of ["end", "error", "close"] as const) response.once(end, settle);
}

function judgedLookup(guard: Guard, resolve: Resolve): LookupFunction {
  return (hostname, options, answer) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses;
        // One bad address spoils the name: an honest name has none.
        if (first === undefined || !addresses.every(({ address }) => guard.permits(address))) {
          answer(new ForbiddenAddress(), "", 0);
        } else if (options.all === true) answer(null, [...addresses]);
        else answer(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => answer(error, "", 0),
    );
  };
}

/** Judges once more what a socket has in fact connected to, before its first byte leaves. */
function judgedConnections<Kind extends HttpAgent>(agent: Kind, guard: Guard): Kind {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, connected) => {
    const socket = connect(options, connected);
    if (socket instanceof Socket) {
      socket.prependOnceListener("connect", () => {
        if (!guard.permits(socket.remoteAddress)) socket.destroy(new ForbiddenAddress());
      });
    }
    return socket;
  };
  return agent;
}

function causeOf(error: NodeJS.ErrnoException): DeliveryFailure {
  if (error instanceof ForbiddenAddress) return "forbidden_address";
  const code = error.code ?? "";
  if (code === "ABORT_ERR") return "timeout";
  if (code === "ECONNREFUSED") return "connection_refused";
  if (/^(ENOTFOUND|EAI_)/.test(code)) return "unknown_host";
  if (/^(ERR_TLS|ERR_SSL|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code)) return "tls_failed";
  return "connection_broken";
}
