/** Columns as a select list: of one table as they are, or of a joined one under a prefix that `part` takes off again. */
export function selectList(
  columns: readonly string[],
  joined?: { readonly alias: string; readonly prefix: string },
): string {
  if (joined === undefined) return columns.join(", ");
  return columns.map((column) => `${joined.alias}.${column} as ${joined.prefix}${column}`).join(", ");
}

/** The row of one table out of a joined row, by its prefix. */
export function part<Row extends object>(joined: Readonly<Record<string, unknown>>, prefix: string): Row {
  const entries = Object.entries(joined).filter(([column]) => column.startsWith(prefix));
  // The query's author names the row type, here as in `Db.query`.
  return Object.fromEntries(entries.map(([column, value]) => [column.slice(prefix.length), value])) as Row;
}
