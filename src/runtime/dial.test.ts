import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { afterEach, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { dial } from "./dial.ts";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** Somebody to call, who repeats what he is told. */
async function echo(): Promise<URL> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  closers.push(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  await new Promise<void>((resolve) => server.once("listening", () => resolve()));
  server.on("connection", (socket) => socket.on("message", (data) => socket.send(data.toString())));
  return new URL(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

interface Heard {
  readonly texts: readonly string[];
  readonly because: string;
}

/** Says each text once the line is open, hangs up after as many answers, and answers what was heard. */
function talk(url: URL, texts: readonly string[], maxBytes = 1_000): Promise<Heard> {
  return new Promise((resolve) => {
    const heard: string[] = [];
    const line = dial(
      { url, maxBytes },
      {
        opened: () => texts.forEach((text) => void line.send(text)),
        heard: (text) => {
          heard.push(text);
          if (heard.length === texts.length) line.close();
        },
        closed: (because) => resolve({ texts: heard, because }),
      },
    );
  });
}

test("texts go to and fro in order until one side hangs up", async () => {
  expect(await talk(await echo(), ["one", "two"])).toEqual({ texts: ["one", "two"], because: "closed" });
});

test("a text that is longer than was allowed ends the line", async () => {
  const { texts, because } = await talk(await echo(), ["x".repeat(1_001)]);
  expect(texts).toEqual([]);
  expect(because).toBe("WS_ERR_UNSUPPORTED_MESSAGE_LENGTH");
});

test("a line that nobody takes is closed, with the code of why", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  expect(await talk(new URL(`ws://127.0.0.1:${port}`), ["one"])).toEqual({ texts: [], because: "ECONNREFUSED" });
});
