import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Db, openDb } from "#store/db.ts";
import { type ControlClient, controlClient } from "#virtual-locks/control-client.ts";
import { startProgram } from "./program.ts";
import type { Workshop } from "./workshop.ts";

/** The program as a person starts it, workers and virtual locks included, each in a process of its own. */
export interface WholeServer {
  readonly url: string;
  readonly token: string;
  readonly db: Db;
  readonly locks: ControlClient;
}

const apiKey = "seam_testBench1_AbCdEfGhJkMnPqRsTuVwXyZ2";

export async function startWholeServer(workshop: Workshop): Promise<WholeServer> {
  const dataDirectory = await workshop.newFolder("whole-server");
  const databaseUrl = await workshop.newDatabase("whole_server");
  const db = openDb(databaseUrl, { maxConnections: 2 });
  workshop.onClose(db.close);
  const announcement = /^Pintumbler serves at (\S+)$/;
  const program = await startProgram(join(import.meta.dirname, "..", "src", "main.ts"), {
    environment: {
      NODE_ENV: "production",
      PORT: "0",
      PINTUMBLER_DATA_DIR: dataDirectory,
      DATABASE_URL: databaseUrl,
      PINTUMBLER_SANDBOX_API_KEY: apiKey,
      PINTUMBLER_SANDBOX_GUESTS: "no",
    },
    isReady: (line) => announcement.test(line),
  });
  workshop.onClose(program.end);
  const { port, token } = JSON.parse(await readFile(join(dataDirectory, "virtual-locks", "process.json"), "utf8"));
  return {
    url: announcement.exec(program.line)?.[1] ?? "",
    token: apiKey,
    db,
    locks: controlClient({ baseUrl: `http://127.0.0.1:${port}`, token, fetch: (request) => fetch(request) }),
  };
}
