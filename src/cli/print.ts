/** A line of a table: what stands in each column. */
export type Line = Readonly<Record<string, string>>;

/** Lines under their columns' names, for people to read. */
export function table(lines: readonly Line[]): string {
  const columns = Object.keys(lines[0] ?? {});
  const widths = columns.map((column) => Math.max(column.length, ...lines.map((line) => line[column]?.length ?? 0)));
  const row = (cells: readonly string[]) =>
    cells
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join("  ")
      .trimEnd();
  return [row(columns), ...lines.map((line) => row(columns.map((column) => line[column] ?? "")))].join("\n");
}

/** An instant as people and programs read it; a dash where there is none. */
export function when(ms: number | undefined): string {
  return ms === undefined ? "-" : new Date(ms).toISOString();
}

/** What a credential is good for at this instant. */
export function stateOf(
  { revokedAt, expiresAt }: { readonly revokedAt: number | undefined; readonly expiresAt: number | undefined },
  now: number,
): "valid" | "expired" | "revoked" {
  if (revokedAt !== undefined) return "revoked";
  return expiresAt !== undefined && expiresAt <= now ? "expired" : "valid";
}
