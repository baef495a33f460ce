import { WebSocket } from "ws";
import { attend } from "./attend.ts";
import type { Dialled, Ear, Line } from "./line.ts";

const pulseMs = 30_000;
/** How long the other side may take to let us in, in milliseconds. */
const handshakeMs = 10_000;

/** Opens a WebSocket. */
export function dial({ url, headers, maxBytes }: Dialled, ear: Ear): Line {
  const socket = new WebSocket(url, {
    ...(headers !== undefined && { headers }),
    maxPayload: maxBytes,
    handshakeTimeout: handshakeMs,
    followRedirects: false,
    perMessageDeflate: false,
  });
  socket.on("open", () => ear.opened());
  return attend(socket, ear, { pulseMs, unexplained: "refused" });
}
