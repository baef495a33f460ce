import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import type { Api } from "#api/app.ts";

export interface Listening {
  readonly url: string;
  /** Takes no more requests, answers those in hand, and closes. */
  close(): Promise<void>;
}

/** Answers HTTP on the configured address. Rejects where the address is taken. */
export async function listen(api: Api, at: { readonly host: string; readonly port: number }): Promise<Listening> {
  const server = serve({ fetch: api.fetch, hostname: at.host, port: at.port });
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
