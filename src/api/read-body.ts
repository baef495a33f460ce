import { type Problem, problem } from "#domain/problem.ts";

/** No request that we serve needs more. */
export const mostBodyBytes = 256 * 1024;

/** Where Node's own request is, which holds the body of a GET; the web's Request has none. */
export interface Surroundings {
  readonly incoming?: AsyncIterable<Uint8Array> & {
    readonly iterator?: (options: { destroyOnReturn: boolean }) => AsyncIterable<Uint8Array>;
  };
}

/** The body as text, "" where there is none. What is too long is not read to its end, let alone kept. */
export async function readBody(request: Request, surroundings: Surroundings): Promise<string | Problem> {
  const length = request.headers.get("content-length");
  if (length === "0") return "";
  if (length !== null && Number(length) > mostBodyBytes) return tooLarge();
  if (request.method === "GET" || request.method === "HEAD") return readIncoming(request, surroundings);
  // The server has cut the body at its announced length; only an unannounced one has to be measured.
  if (length !== null) return request.text();
  return request.body === null ? "" : collect(request.body);
}

/** The documentation's own samples send a JSON body with GET. */
async function readIncoming(request: Request, { incoming }: Surroundings): Promise<string | Problem> {
  const announced = request.headers.has("content-length") || request.headers.has("transfer-encoding");
  if (!announced || incoming === undefined) return "";
  return collect(incoming.iterator?.({ destroyOnReturn: false }) ?? incoming);
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<string | Problem> {
  const kept: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    if (bytes > mostBodyBytes) return tooLarge();
    kept.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(kept));
}

function tooLarge(): Problem {
  return problem("payload_too_large", `The request's body is larger than ${mostBodyBytes / 1024} KB.`);
}
