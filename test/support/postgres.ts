import { randomUUID } from "node:crypto";
import { inject } from "vitest";
import { openDb } from "#store/db.ts";
import { startEmbeddedPostgres } from "#store/embedded/start-embedded-postgres.ts";
import { migrate } from "#store/migrate.ts";
import { oncePerRun } from "./once-per-run.ts";
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
  const folder = inject("postgresFolder");
  known ??= oncePerRun(folder, () => start(folder));
  return known;
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
