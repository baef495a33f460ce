import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import type { Api } from "#api/app.ts";

export interface Listening {
  readonly url: string;
  /** Takes no more requests, answers those in hand, and closes. */
  close(): Promise<void>;
}

/**
 * The official client asks for a list of ids in the query of a GET, of which Node's usual 16 KB hold 300. As much fits
 * here as in a body.
 */
const mostHeadBytes = 256 * 1024;

/** Answers HTTP on the configured address. Rejects where the address is taken. */
export async function listen(api: Api, at: { readonly host: string; readonly port: number }): Promise<Listening> {
  const serverOptions = { maxHeaderSize: mostHeadBytes };
  const server = serve({ fetch: api.fetch, hostname: at.host, port: at.port, serverOptions });
  await new Promise<void>((resolve, reject) => {
    server.once("listening", resolve);
    server.once("error", reject);
  });
  const { port } = server.address() as AddressInfo;
  const host = at.host === "0.0.0.0" || at.host === "::" ? "127.0.0.1" : at.host;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ("closeIdleConnections" in server) server.closeIdleConnections();
      }),
  };
}
