import { expect, test } from "vitest";
import { openDb } from "#store/db.ts";
import { freshDatabase } from "./postgres.ts";

test("every test gets an empty database of its own, with the schema in place", async () => {
  const [one, other] = await Promise.all([freshDatabase(), freshDatabase()]);
  const [first, second] = [openDb(one.url), openDb(other.url)];
  try {
    await first.query("create table only_here (a integer)");
    const tables = "select table_name from information_schema.tables where table_schema = 'public' order by table_name";
    const there = (await second.query<{ table_name: string }>(tables)).map((row) => row.table_name);
    const here = (await first.query<{ table_name: string }>(tables)).map((row) => row.table_name);
    expect(there).toContain("access_codes");
    expect(there).not.toContain("only_here");
    expect(here).toContain("only_here");
  } finally {
    await first.close();
    await second.close();
    await one.drop();
    await other.drop();
  }
});

test("a dropped database is gone, whoever is still connected", async () => {
  const fresh = await freshDatabase();
  const db = openDb(fresh.url);
  await db.query("select 1");
  await fresh.drop();
  await expect(db.query("select 1")).rejects.toThrow();
  await db.close();
});
