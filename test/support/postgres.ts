import { randomUUID } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inject } from "vitest";
import { lockDataDirectory } from "#store/data-directory.ts";
import { openDb } from "#store/db.ts";
import { startEmbeddedPostgres } from "#store/embedded/start-embedded-postgres.ts";
import { migrate } from "#store/migrate.ts";
import { quietRuntime } from "./quiet-runtime.ts";

/** An empty database of this test's own, with the schema in place. */
export interface FreshDatabase {
  /** For `openDb`. */
  readonly url: string;
  /** Closes what is still connected. */
  drop(): Promise<void>;
}

const template = "template_house";

/** Copies the template, which takes a fraction of the time that migrating does. */
export async function freshDatabase({ isEmpty = false }: { readonly isEmpty?: boolean } = {}): Promise<FreshDatabase> {
  const server = await sharedServer();
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await onServer(
    server.adminUrl,
    `create database ${name} template ${isEmpty ? "template1" : template} owner pintumbler`,
  );
  return {
    url: databaseUrl(server.url, name),
    drop: () => onServer(server.adminUrl, `drop database if exists ${name} with (force)`),
  };
}

interface Server {
  readonly url: string;
  readonly adminUrl: string;
}

let known: Promise<Server> | undefined;

/** One server for the whole run: the first worker that needs it starts it, and it outlives that worker. */
function sharedServer(): Promise<Server> {
  known ??= findOrStart(inject("postgresFolder"));
  return known;
}

async function findOrStart(folder: string): Promise<Server> {
  const note = join(folder, "server.json");
  for (;;) {
    const lock = await lockDataDirectory(folder);
    const noted = await readFile(note, "utf8").catch(() => undefined);
    if (noted !== undefined) {
      if (!("refused" in lock)) await lock.release();
      return JSON.parse(noted) as Server;
    }
    if ("refused" in lock) {
      await new Promise((done) => setTimeout(done, 20));
      continue;
    }
    const server = await start(folder);
    await writeFile(`${note}.new`, JSON.stringify(server));
    await rename(`${note}.new`, note);
    await lock.release();
    return server;
  }
}

async function start(folder: string): Promise<Server> {
  const server = await startEmbeddedPostgres({ dataDirectory: folder, runtime: quietRuntime() });
  if ("refused" in server) throw new Error(server.refused);
  await onServer(server.adminUrl, `create database ${template} owner pintumbler`);
  const db = openDb(databaseUrl(server.url, template), { maxConnections: 1 });
  await migrate(db).finally(() => db.close());
  return { url: server.url, adminUrl: server.adminUrl };
}

async function onServer(url: string, statement: string): Promise<void> {
  const db = openDb(url, { maxConnections: 1 });
  await db.query(statement).finally(() => db.close());
}

function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
