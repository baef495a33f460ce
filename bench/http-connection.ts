import { connect, type Socket } from "node:net";

/** One kept-alive connection that asks one thing at a time, and costs the machine it measures on as little as it can. */
export interface HttpConnection {
  /** Sends a whole request and waits for the whole answer. Rejects where the connection breaks. */
  ask(request: Buffer): Promise<HttpAnswer>;
  close(): void;
}

export interface HttpAnswer {
  readonly status: number;
  /** The body's bytes, without what frames them. */
  readonly body: Buffer;
}

export async function openHttp(url: string): Promise<HttpConnection> {
  const { hostname, port } = new URL(url);
  const socket = await connected(hostname, Number(port));
  let waiting: PromiseWithResolvers<HttpAnswer> | undefined;
  let received: Buffer = Buffer.alloc(0);
  let broken: Error | undefined;
  const breakWith = (error: Error) => {
    broken ??= error;
    waiting?.reject(broken);
  };
  socket.on("data", (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const answer = readAnswer(received);
    if (answer === undefined) return;
    received = Buffer.alloc(0);
    waiting?.resolve(answer);
  });
  socket.on("error", breakWith);
  socket.on("close", () => breakWith(new Error(`${url} closed the connection.`)));
  return {
    ask: (request) => {
      if (broken !== undefined) return Promise.reject(broken);
      waiting = Promise.withResolvers<HttpAnswer>();
      socket.write(request);
      return waiting.promise;
    },
    close: () => socket.destroy(),
  };
}

/** The request of a JSON POST, as bytes to be sent again and again. */
export function postRequest(path: string, token: string, body: object): Buffer {
  const json = JSON.stringify(body);
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`,
  );
}

function connected(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    socket.once("connect", () => resolve(socket));
    socket.once("error", reject);
  });
}

/** `undefined` while the answer is not whole. Both servers announce the length of what they send. */
function readAnswer(received: Buffer): HttpAnswer | undefined {
  const end = received.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const head = received.toString("latin1", 0, end);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error("An answer without a length cannot be measured by this client.");
  const wholeLength = end + 4 + Number(length);
  if (received.length < wholeLength) return undefined;
  return { status: Number(head.slice(9, 12)), body: received.subarray(end + 4, wholeLength) };
}
