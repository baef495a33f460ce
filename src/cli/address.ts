import { createServer } from "node:net";
import type { Runtime } from "#runtime/runtime.ts";

export type AddressState =
  | { readonly kind: "free" }
  | { readonly kind: "served"; readonly version: string }
  | { readonly kind: "taken" }
  | { readonly kind: "unfit"; readonly because: string };

/** Who is at the address where the server is to listen. */
export async function addressState(
  runtime: Runtime,
  at: { readonly host: string; readonly port: number },
): Promise<AddressState> {
  const refusal = await refusalToListen(at);
  if (refusal === undefined) return { kind: "free" };
  if (refusal !== "EADDRINUSE") return { kind: "unfit", because: refusal };
  const version = await versionServed(runtime, at);
  return version === undefined ? { kind: "taken" } : { kind: "served", version };
}

function refusalToListen({
  host,
  port,
}: {
  readonly host: string;
  readonly port: number;
}): Promise<string | undefined> {
  return new Promise((done) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => done(undefined)));
  });
}

async function versionServed(
  runtime: Runtime,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<string | undefined> {
  const reached = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  const authority = reached.includes(":") ? `[${reached}]` : reached;
  const over = new AbortController();
  const asked = runtime
    .fetch(new Request(`http://${authority}:${port}/health`, { signal: over.signal }))
    .then(async (response) => (await response.json()) as { ok?: unknown; version?: unknown })
    .catch(() => undefined);
  const late = runtime.sleep(3_000, over.signal).then(() => undefined);
  const answer = await Promise.race([asked, late]);
  over.abort();
  return answer?.ok === true && typeof answer.version === "string" ? answer.version : undefined;
}
