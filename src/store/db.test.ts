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
