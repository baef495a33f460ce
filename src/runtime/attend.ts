import { WebSocket } from "ws";
import type { Ear, Line } from "./line.ts";

/** How long the other side may take to say goodbye, in milliseconds. */
const farewellMs = 2_000;

interface Manner {
  /** How often a line that is silent is asked whether the other side is still there, in milliseconds. */
  readonly pulseMs: number;
  /** Why it ended, where the error has no code. */
  readonly unexplained: string;
}

/** Hears what a WebSocket brings and how it ends. A peer that has vanished without a word is noticed by its missing pulse. */
export function attend(socket: WebSocket, ear: Pick<Ear, "heard" | "closed">, { pulseMs, unexplained }: Manner): Line {
  let isAlive = true;
  let because = "closed";
  const pulse = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    if (socket.readyState === WebSocket.OPEN) socket.ping();
  }, pulseMs);
  pulse.unref();
  socket.on("pong", () => {
    isAlive = true;
  });
  socket.on("message", (data, isBinary) => {
    isAlive = true;
    if (!isBinary) ear.heard(data.toString());
  });
  // Only the code: a message of the network layer may quote an address with a password in it.
  socket.on("error", (error: Error & { code?: unknown }) => {
    because = typeof error.code === "string" ? error.code : unexplained;
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
