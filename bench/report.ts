import { availableParallelism, cpus } from "node:os";
import { goalLine, goalSentence, type Judged, shown } from "./goals.ts";
import { medianRate, quantile, type Rounds } from "./pace.ts";

/** What was compared, and what came of it. */
export interface Section {
  readonly title: string;
  readonly lines: readonly TableLine[];
  readonly judged: readonly Judged[];
}

export interface TableLine {
  readonly name: string;
  /** Answers a second, the median of the rounds; `undefined` where only times were taken. */
  readonly rate: number | undefined;
  /** In milliseconds, over all rounds; `undefined` where only a rate was taken. */
  readonly p50: number | undefined;
  readonly p99: number | undefined;
  readonly count: number;
}

export function tableLine(rounds: Rounds): TableLine {
  return {
    name: rounds.name,
    rate: medianRate(rounds),
    p50: quantile(rounds, 0.5),
    p99: quantile(rounds, 0.99),
    count: rounds.paces.reduce((sum, pace) => sum + pace.times.length, 0),
  };
}

export function printSection({ title, lines, judged }: Section): string {
  const cells = [
    ["", "per second", "p50 ms", "p99 ms", "answers"],
    ...lines.map((line) => [
      line.name,
      ...[line.rate, line.p50, line.p99].map((number) => (number === undefined ? "" : shown(number))),
      String(line.count),
    ]),
  ];
  const table = cells.map(([name = "", ...numbers]) =>
    `  ${name.padEnd(38)}${numbers.map((number) => number.padStart(11)).join("")}`.trimEnd(),
  );
  return `${[title, ...table, ...judged.map(goalSentence), ...judged.map(goalLine)].join("\n")}\n\n`;
}

export function printSurroundings(): string {
  const { processors, processor, node, platform } = surroundings();
  return `${[
    `${processors} processors (${processor}), ${platform}, Node ${node}.`,
    "Server, database, fake and the load on them share these processors; the database syncs each commit to disk.",
    "Contenders take turns, after a warm-up of each. A ratio is the median of the rounds' ratios; times are over all rounds.",
  ].join("\n")}\n\n`;
}

/** What a reader has to know of the machine before believing a number. */
export function surroundings() {
  return {
    processors: availableParallelism(),
    processor: cpus()[0]?.model ?? "unknown",
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  };
}
