import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { attend } from "./attend.ts";
import type { Ear, Line } from "./line.ts";

const pulseMs = 15_000;

/** A request to talk over a WebSocket, as Node's HTTP server hands it over. */
export interface Knock {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** Opens the line that somebody asked for; what becomes of it is told to `ear`. A peer that has vanished is noticed. */
export function takeLine({ request, socket, head }: Knock, maxBytes: number, ear: Ear): Line {
  const server = new WebSocketServer({ noServer: true, maxPayload: maxBytes, perMessageDeflate: false });
  let line: Line = { send: () => {}, close: () => void socket.destroy() };
  let isOver = false;
  const over = (because: string) => {
    if (!isOver) ear.closed(because);
    isOver = true;
  };
  // Until the line is open, its end is that of the socket.
  socket.once("close", () => over("closed"));
  server.handleUpgrade(request, socket, head, (opened) => {
    line = attend(opened, { heard: (text) => ear.heard(text), closed: over }, { pulseMs, unexplained: "broken" });
    ear.opened();
  });
  return { send: (text) => line.send(text), close: () => line.close() };
}

/** Turns somebody away who asked for a line, with a status of HTTP. */
export function turnAway({ socket }: Pick<Knock, "socket">, status: 401 | 404 | 503): void {
  const reason = { 401: "Unauthorized", 404: "Not Found", 503: "Service Unavailable" }[status];
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
