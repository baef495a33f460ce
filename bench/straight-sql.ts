import pg from "pg";
import type { Contender } from "./pace.ts";

/** A statement as the product sends it, with the values that the product would send. */
export interface ReadyStatement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Every value as the text that came over the wire: the ceiling builds no objects. */
const asText = { getTypeParser: () => (value: string) => value };

/** The database asked without us, by as many sessions of PostgreSQL's own client: one question is these statements, in turn. */
export async function straightSql(
  name: string,
  {
    databaseUrl,
    connections,
    next,
    prepare,
    isRight = () => true,
  }: {
    readonly databaseUrl: string;
    readonly connections: number;
    readonly next: () => readonly ReadyStatement[];
    readonly prepare?: (ms: number) => Promise<void>;
    /** Whether the first value of the last answer is as it should be. */
    readonly isRight?: (value: unknown) => boolean;
  },
): Promise<Contender> {
  const clients = Array.from({ length: connections }, () => new pg.Client({ connectionString: databaseUrl }));
  for (const client of clients) await client.connect();
  return {
    name,
    ...(prepare === undefined ? {} : { prepare }),
    ask: async (connection) => {
      let answered: unknown;
      for (const statement of next()) {
        const query = { ...statement, values: [...statement.values], rowMode: "array" as const, types: asText };
        const result = await clients[connection]?.query<unknown[]>(query);
        if (result?.rows.length !== 1) throw new Error(`${statement.name} answered no row.`);
        answered = result.rows[0]?.[0];
      }
      if (!isRight(answered)) throw new Error(`${name}: the statements did not do what they should.`);
    },
    close: async () => {
      for (const client of clients) await client.end();
    },
  };
}
