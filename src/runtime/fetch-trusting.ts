import { request as send } from "node:http";
import { isIP } from "node:net";
import { Readable } from "node:stream";
import { connect, type TLSSocket } from "node:tls";

/** Nobody that is trusted vouches for whom we reached, and theirs is no certificate that we were told to take. */
export const unvouched = "CERTIFICATE_UNVOUCHED";

/** How long the other side may take to show its certificate, in milliseconds. */
const handshakeMs = 10_000;
/** Statuses whose answers have no body, which a `Response` insists on. */
const bodiless = new Set([204, 205, 304]);

/**
 * One request to whom an authority vouches for, or who shows one of these certificates (SHA-256, in hex). Certificates
 * are looked at before a byte of the request is sent, so that nobody else ever gets to see it. Rejects as `fetch` does.
 */
export async function fetchTrusting(request: Request, certificates: readonly string[]): Promise<Response> {
  const { signal, method } = request;
  const url = new URL(request.url);
  const body = request.body === null ? undefined : Buffer.from(await request.arrayBuffer());
  try {
    signal.throwIfAborted();
    const socket = await shakenHands(url, certificates, signal);
    return await answered({ url, method, headers: request.headers, body, signal }, socket);
  } catch (error) {
    throw new TypeError("fetch failed", { cause: error });
  }
}

function shakenHands(url: URL, certificates: readonly string[], signal: AbortSignal): Promise<TLSSocket> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return new Promise((resolve, reject) => {
    // Whether the certificate is trusted is decided below, where it can also be one that we were told to take.
    const options = { host, port: Number(url.port || 443), rejectUnauthorized: false, timeout: handshakeMs };
    const socket = connect({ ...options, ...(isIP(host) === 0 && { servername: host }) });
    const fail = (error: Error) => {
      signal.removeEventListener("abort", stop);
      socket.destroy();
      reject(error);
    };
    const stop = () => fail(new Error("Stopped."));
    signal.addEventListener("abort", stop, { once: true });
    socket.once("error", fail);
    socket.once("timeout", () => fail(coded("ETIMEDOUT")));
    socket.once("secureConnect", () => {
      signal.removeEventListener("abort", stop);
      socket.off("error", fail);
      socket.setTimeout(0);
      if (socket.authorized || certificates.includes(fingerprintOf(socket))) resolve(socket);
      else fail(coded(unvouched));
    });
  });
}

interface Sent {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: Buffer | undefined;
  readonly signal: AbortSignal;
}

function answered({ url, method, headers, body, signal }: Sent, socket: TLSSocket): Promise<Response> {
  return new Promise((resolve, reject) => {
    const path = `${url.pathname}${url.search}`;
    const fields = { host: url.host, ...Object.fromEntries(headers), "content-length": `${body?.length ?? 0}` };
    const sending = send({ method, path, headers: fields, signal, createConnection: () => socket });
    sending.once("error", reject);
    sending.once("response", (message) => {
      const status = message.statusCode ?? 502;
      const lines = Object.entries(message.headersDistinct).flatMap(([name, values]) =>
        (values ?? []).map((value): [string, string] => [name, value]),
      );
      if (bodiless.has(status)) message.resume();
      const stream = bodiless.has(status) ? null : (Readable.toWeb(message) as ReadableStream<Uint8Array>);
      resolve(new Response(stream, { status, headers: lines }));
    });
    sending.end(body);
  });
}

function fingerprintOf(socket: TLSSocket): string {
  return (socket.getPeerCertificate().fingerprint256 ?? "").replaceAll(":", "").toLowerCase();
}

function coded(code: string): Error {
  return Object.assign(new Error("The connection was not made."), { code });
}
