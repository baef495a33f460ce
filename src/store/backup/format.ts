import { z } from "zod";

/**
 * A backup is a gzip of lines. The first is a header and the last a footer, both JSON. Between them, for each table of
 * the header, come its rows as PostgreSQL's COPY writes them as text, and a line that no row can be, which ends them.
 * What is sealed in the database is sealed in the backup too.
 */
export const endOfTable = "\\.\n";

export const header = z.object({
  format: z.literal("pintumbler-backup"),
  version: z.literal(1),
  /** The program that wrote it. */
  program: z.string(),
  /** Epoch milliseconds. */
  takenAt: z.number(),
  migrations: z.array(z.string()),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()).min(1) })),
});
export type Header = z.infer<typeof header>;

/** How many rows of each table there were. Where it is missing, the file was cut off. */
export const footer = z.object({ rows: z.record(z.number()) });

/** What a line of JSON says; `undefined` where it is not of that kind. */
export function readJson<T extends z.ZodTypeAny>(schema: T, line: Buffer | undefined): z.infer<T> | undefined {
  try {
    return schema.safeParse(JSON.parse(line?.toString("utf8") ?? "")).data;
  } catch {
    return undefined;
  }
}
