import { WebSocket } from "ws";
import type { Dialled, Ear, Line } from "./line.ts";

/** How often a line that is silent is asked whether the other side is still there, in milliseconds. */
const pulseMs = 30_000;
/** How long the other side may take to let us in, in milliseconds. */
const handshakeMs = 10_000;

/** How long the other side may take to say goodbye, in milliseconds. */
const farewellMs = 2_000;

/** Opens a WebSocket. A peer that has vanished without a word is noticed by its missing pulse. */
export function dial({ url, headers, maxBytes }: Dialled, ear: Ear): Line {
  const socket = new WebSocket(url, {
    ...(headers !== undefined && { headers }),
    maxPayload: maxBytes,
    handshakeTimeout: handshakeMs,
    followRedirects: false,
    perMessageDeflate: false,
  });
  let isAlive = true;
  let because = "closed";
  const pulse = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    if (socket.readyState === WebSocket.OPEN) socket.ping();
  }, pulseMs);
  pulse.unref();
  socket.on("open", () => ear.opened());
  socket.on("pong", () => {
    isAlive = true;
  });
  socket.on("message", (data, isBinary) => {
    isAlive = true;
    if (!isBinary) ear.heard(data.toString());
  });
  // Only the code: a message of the network layer may quote an address with a password in it.
  socket.on("error", (error: Error & { code?: unknown }) => {
    because = typeof error.code === "string" ? error.code : "refused";
  });
  socket.on("close", () => {
    clearInterval(pulse);
    ear.closed(because);
  });
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: () => {
      if (socket.readyState !== WebSocket.OPEN) return socket.terminate();
      socket.close();
      // Whoever does not say goodbye as well keeps nobody waiting.
      setTimeout(() => socket.terminate(), farewellMs).unref();
    },
  };
}
