import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FreshDatabase, freshDatabase } from "#test/support/postgres.ts";
import { type Db, openDb } from "./db.ts";

let database: FreshDatabase;
let db: Db;

beforeEach(async () => {
  database = await freshDatabase();
  db = openDb(database.url, { maxConnections: 2 });
});

afterEach(async () => {
  await db.close();
  await database.drop();
});

test("a database that goes away in the middle of a transaction fails that transaction and nothing else", async () => {
  const broken = db.transaction(async (tx) => {
    const [own] = await tx.query<{ pid: number }>("select pg_backend_pid() as pid");
    await db.query("select pg_terminate_backend($1, 5000)", [own?.pid]);
    // The loss is heard of while no statement is under way, as between two calls of a pass.
    await new Promise((resolve) => setTimeout(resolve, 100));
    await tx.query("select 1");
  });
  await expect(broken).rejects.toThrow();
  expect(await db.query("select 1 as one")).toEqual([{ one: 1 }]);
});

test("a statement that is not answered in time fails, alone, and in a transaction with all of it", async () => {
  const hasty = openDb(database.url, { maxConnections: 1, answersWithinMs: 200 });
  await expect(hasty.query("select pg_sleep(30)")).rejects.toThrow(/timeout/);
  const swallowed = hasty.transaction(async (tx) => {
    await tx.query("create table kept (one integer)");
    await tx.query("select pg_sleep(30)");
  });
  await expect(swallowed).rejects.toThrow(/timeout/);
  expect(await hasty.query("select to_regclass('kept') as kept")).toEqual([{ kept: null }]);
  await hasty.close();
});

test("a server that takes connections and says nothing is given up", async () => {
  const silent = createServer(() => {}).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const { port } = silent.address() as AddressInfo;
  const waiting = openDb(`postgres://nobody@127.0.0.1:${port}/none`, { connectsWithinMs: 200 });
  await expect(waiting.query("select 1")).rejects.toThrow(/timeout/);
  await waiting.close();
  silent.close();
});
