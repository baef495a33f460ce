import { readFile } from "node:fs/promises";
import { shown } from "./goals.ts";
import type { Section } from "./report.ts";

interface Record {
  readonly sections: readonly Pick<Section, "judged">[];
}

/** A ratio that is further than this from the recorded one is told. */
const tolerance = 0.1;

/** How the ratios of this run stand to those of a kept one. Ratios alone: other numbers are of their machine. */
export async function compareWith(file: string, sections: readonly Section[]): Promise<string> {
  const { sections: kept } = JSON.parse(await readFile(file, "utf8")) as Record;
  const before = new Map(kept.flatMap(({ judged }) => judged.map(({ id, value }) => [id, value] as const)));
  const lines = sections
    .flatMap(({ judged }) => judged)
    .filter(({ unit }) => unit === "x")
    .map(({ id, value }) => {
      const was = before.get(id);
      if (was === undefined) return `  ${id}: ${shown(value)}, not recorded before`;
      const change = value / was - 1;
      const word = Math.abs(change) <= tolerance ? "as before" : change > 0 ? "BETTER" : "WORSE";
      return `  ${id}: ${shown(value)} to ${shown(was)} before, ${word}`;
    });
  return `${[`Ratios against ${file}:`, ...lines].join("\n")}\n`;
}
