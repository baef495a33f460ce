import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type HttpBindings, serve } from "@hono/node-server";
import type { Runtime } from "#runtime/runtime.ts";
import type { ClientInput } from "./control-contract.ts";
import { fileJournal } from "./journal.ts";
import type { MakerCloud } from "./maker-cloud.ts";
import { createVirtualLockCloud } from "./virtual-lock-cloud.ts";

export interface VirtualLockCloudSettings {
  /** 0: any free port. */
  readonly port: number;
  readonly hostname: string;
  /** Where `journal.jsonl` is; made where it is not there. */
  readonly stateDirectory: string;
  readonly controlToken: string;
  readonly clients: readonly ClientInput[];
  /** Whose wire it speaks. Default: the published contract. */
  readonly maker?: MakerCloud | undefined;
}

/** A cloud on a port, with its memory in a directory. Resolves once it listens. */
export async function startVirtualLockCloud(
  settings: VirtualLockCloudSettings,
  runtime: Runtime,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const { port, hostname, stateDirectory, controlToken, clients, maker } = settings;
  mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
  const journal = fileJournal(join(stateDirectory, "journal.jsonl"));
  const cloud = createVirtualLockCloud({ runtime, journal, controlToken, clients, maker });

  const fetch = async (request: Request, env: unknown): Promise<Response> => {
    try {
      return await cloud.fetch(request);
    } catch {
      // A lost reply: the caller sees the connection end, as when a network fails.
      (env as HttpBindings).outgoing.destroy();
      return new Response(null, { status: 504 });
    }
  };
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, port, hostname }, (info) => {
      runtime.log("virtual_locks.listening", { port: info.port });
      resolve({ port: info.port, close });
    });
    server.once("error", (error) => {
      cloud.close();
      reject(error);
    });
    const close = (): Promise<void> =>
      new Promise((closed) => {
        server.close(() => {
          cloud.close();
          closed();
        });
        if ("closeAllConnections" in server) server.closeAllConnections();
      });
  });
}
