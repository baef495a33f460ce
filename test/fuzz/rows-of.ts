import type { Db } from "#store/db.ts";

const statements = new WeakMap<Db, string>();

/** How many rows each table has. Counts of requests are no trace of what was asked. */
export async function rowsOf(db: Db): Promise<string> {
  const statement = statements.get(db) ?? (await statementFor(db));
  statements.set(db, statement);
  const [row] = await db.query<Record<string, string>>(statement);
  return JSON.stringify(row);
}

async function statementFor(db: Db): Promise<string> {
  const tables = await db.query<{ name: string }>(
    "select quote_ident(tablename) as name from pg_tables where schemaname = 'public' and tablename not like '%limit%' order by 1",
  );
  return `select ${tables.map(({ name }) => `(select count(*) from ${name}) as ${name}`).join(", ")}`;
}
