import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import type { Api } from "#api/app.ts";
import { type Knock, turnAway } from "#runtime/take-line.ts";

export interface Listening {
  readonly url: string;
  /** Takes no more requests, answers those in hand, and closes. */
  close(): Promise<void>;
  /** Ends what is still going on, such as a page that listens for as long as it is open. */
  cutOff(): void;
}

/**
 * The official client asks for a list of ids in the query of a GET, of which Node's usual 16 KB hold 300. As much fits
 * here as in a body.
 */
const mostHeadBytes = 256 * 1024;

/**
 * Answers HTTP on the configured address. Rejects where the address is taken. `takeKnock` takes those who ask for a
 * WebSocket; default: nobody does.
 */
export async function listen(
  api: Api,
  at: { readonly host: string; readonly port: number },
  takeKnock: (knock: Knock) => void = (knock) => turnAway(knock, 404),
): Promise<Listening> {
  const serverOptions = { maxHeaderSize: mostHeadBytes };
  const server = serve({ fetch: api.fetch, hostname: at.host, port: at.port, serverOptions });
  server.on("upgrade", (request: Knock["request"], socket: Knock["socket"], head: Knock["head"]) => {
    // Whoever hangs up while it is looked who they are is nobody's trouble.
    socket.on("error", () => socket.destroy());
    takeKnock({ request, socket, head });
  });
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
    cutOff: () => {
      if ("closeAllConnections" in server) server.closeAllConnections();
    },
  };
}
