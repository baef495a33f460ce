import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A customer's endpoints: all of them take what they get. */
export interface Receiver {
  urlFor(name: string): string;
  /** The ids of the messages that came to this address, in their order. */
  had(url: string): readonly string[];
  close(): void;
}

export async function openReceiver(): Promise<Receiver> {
  const messages: { readonly path: string; readonly id: string }[] = [];
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      messages.push({
        path: request.url ?? "",
        id: String(request.headers["svix-id"] ?? request.headers["webhook-id"]),
      });
      response.writeHead(204).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    urlFor: (name) => `${base}/${name}`,
    had: (url) => messages.filter(({ path }) => `${base}${path}` === url).map(({ id }) => id),
    close: () => server.close(),
  };
}
