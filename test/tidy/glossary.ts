/** The words that the glossary marks `like this` in its last column: code does not use them. */
export function synonymsIn(glossary: string): ReadonlySet<string> {
  const rows = glossary.split("\n").filter((line) => line.startsWith("| **"));
  const lastCells = rows.map((row) => row.split("|").at(-2) ?? "");
  return new Set(lastCells.flatMap((cell) => [...cell.matchAll(/`([a-z]+)`/g)].map(([, word]) => word ?? "")));
}
