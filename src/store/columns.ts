/** Columns as a select list: of one table as they are, or of a joined one under a prefix that `part` takes off again. */
export function selectList(
  columns: readonly string[],
  joined?: { readonly alias: string; readonly prefix: string },
): string {
  if (joined === undefined) return columns.join(", ");
  return columns.map((column) => `${joined.alias}.${column} as ${joined.prefix}${column}`).join(", ");
}

/** Takes the row of one table out of a joined row, by its prefix. Made once for each, since it runs for every row. */
export function partReader<Row extends object>(
  columns: readonly string[],
  prefix: string,
): (joined: Readonly<Record<string, unknown>>) => Row {
  const names = columns.map((column) => [column, `${prefix}${column}`] as const);
  return (joined) => {
    const row: Record<string, unknown> = {};
    for (const [column, name] of names) row[column] = joined[name];
    // The query's author names the row type, here as in `Db.query`.
    return row as Row;
  };
}
