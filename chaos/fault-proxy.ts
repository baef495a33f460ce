import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { sleep } from "./time.ts";

/** What a line does to what goes over it; each lasts until the next is set. */
export type LineFault =
  | { readonly kind: "none" }
  /** Every piece comes later by `ms`, and by up to `jitterMs` more; pieces keep their order. */
  | { readonly kind: "latency"; readonly ms: number; readonly jitterMs: number }
  /** Pieces of at most so many bytes. */
  | { readonly kind: "slices"; readonly bytes: number }
  /** Whoever is connected hears nothing more and is told nothing; new connections work. */
  | { readonly kind: "half_open" }
  /** Connections are taken, and nothing goes over them in either direction. */
  | { readonly kind: "black_hole" }
  /** Connections are refused. */
  | { readonly kind: "refused" };

/** Where a line leads: a port of this machine, or a socket's path. */
export type Upstream = number | string;

/** Bytes that a program sent on a new or known connection, as they came in. */
export type Overheard = (chunk: Buffer, peerPort: number) => void;

export interface FaultProxy {
  readonly port: number;
  /** Where new connections lead. */
  lead(to: Upstream): void;
  set(fault: LineFault): void;
  /** Ends every connection at once, in the middle of whatever goes on. */
  cut(): void;
  close(): Promise<void>;
}

interface Connection {
  readonly sockets: readonly Socket[];
  /** Nothing goes over it any more, and nobody is told. */
  isDead: boolean;
}

export interface ProxyOptions {
  readonly to: Upstream;
  readonly random: () => number;
  readonly overheard?: Overheard;
  /** A new connection of a program. */
  readonly connected?: (peerPort: number) => void;
}

/** A line between a program and whom it calls, at which things go wrong as they are set. */
export async function openFaultProxy({ to, random, overheard, connected }: ProxyOptions): Promise<FaultProxy> {
  let upstream = to;
  let fault: LineFault = { kind: "none" };
  const connections = new Set<Connection>();
  const server = createServer((near) => {
    if (fault.kind === "refused") {
      near.resetAndDestroy();
      return;
    }
    const far = connect(typeof upstream === "number" ? { port: upstream, host: "127.0.0.1" } : { path: upstream });
    const connection: Connection = { sockets: [near, far], isDead: fault.kind === "black_hole" };
    connections.add(connection);
    const peerPort = near.remotePort ?? 0;
    connected?.(peerPort);
    const goes = { fault: () => fault, random, connection };
    pass(near, far, goes, (chunk) => overheard?.(chunk, peerPort));
    pass(far, near, goes);
    for (const socket of connection.sockets) {
      socket.on("close", () => {
        if (connection.isDead) return;
        connections.delete(connection);
        for (const each of connection.sockets) each.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cut = () => {
    for (const { sockets } of connections) for (const socket of sockets) socket.destroy();
    connections.clear();
  };
  return {
    port: (server.address() as AddressInfo).port,
    lead: (next) => {
      upstream = next;
    },
    set: (next) => {
      fault = next;
      if (next.kind === "black_hole" || next.kind === "half_open") {
        for (const connection of connections) connection.isDead = true;
        return;
      }
      // What was swallowed does not come back: once the line is well, whoever still waits is told that it broke.
      for (const connection of connections) {
        if (!connection.isDead) continue;
        for (const socket of connection.sockets) socket.destroy();
        connections.delete(connection);
      }
    },
    cut,
    close: () => {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

interface Going {
  readonly fault: () => LineFault;
  readonly random: () => number;
  readonly connection: Connection;
}

/** Piece by piece, so that none overtakes another. */
function pass(from: Socket, to: Socket, { fault, random, connection }: Going, heard?: (chunk: Buffer) => void): void {
  let last = Promise.resolve();
  from.setNoDelay(true);
  from.on("error", () => {});
  from.on("data", (chunk: Buffer) => {
    heard?.(chunk);
    last = last.then(async () => {
      const now = fault();
      if (now.kind === "latency") await sleep(now.ms + random() * now.jitterMs);
      const pieces = now.kind === "slices" ? sliced(chunk, now.bytes) : [chunk];
      for (const piece of pieces) {
        if (connection.isDead || to.destroyed) return;
        to.write(piece);
        if (pieces.length > 1) await sleep(0);
      }
    });
  });
  from.on("end", () => {
    last = last.then(() => {
      if (!connection.isDead) to.end();
    });
  });
}

function sliced(chunk: Buffer, bytes: number): readonly Buffer[] {
  const count = Math.ceil(chunk.length / bytes);
  return Array.from({ length: count }, (_, at) => chunk.subarray(at * bytes, (at + 1) * bytes));
}
