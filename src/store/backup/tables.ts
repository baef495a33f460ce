import type pg from "pg";
import { invariant } from "#domain/invariant.ts";

/** A table as a backup holds it. */
export interface Table {
  readonly name: string;
  /** Those that are stored; what is computed from them is computed anew. */
  readonly columns: readonly string[];
}

interface Row extends Table {
  /** Other tables whose rows its rows name. */
  readonly names: readonly string[];
}

/** Every table but that of the migrations, each behind those that its rows name. A partitioned one is one table. */
export async function tablesInOrder(client: pg.Client): Promise<readonly Table[]> {
  const { rows } = await client.query<Row>(
    `select c.relname as name,
       array(select a.attname::text from pg_attribute a
             where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
             order by a.attnum) as columns,
       array(select distinct f.confrelid::regclass::text from pg_constraint f
             where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as names
     from pg_class c
     where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and c.relname <> 'migrations'
     order by c.relname`,
  );
  const ordered: Row[] = [];
  const isPlaced = (name: string) => ordered.some((table) => table.name === name);
  while (ordered.length < rows.length) {
    const next = rows.find((table) => !isPlaced(table.name) && table.names.every(isPlaced));
    invariant(next !== undefined, "no table's rows name, by way of others, each other");
    ordered.push(next);
  }
  return ordered.map(({ name, columns }) => ({ name, columns }));
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function columnsOf({ columns }: Table): string {
  return columns.map(quoted).join(", ");
}
