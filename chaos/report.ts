import type { Checker, History } from "./history.ts";
import type { Mishap } from "./nemesis.ts";
import type { Request } from "./requests.ts";

interface Report {
  readonly seed: number;
  readonly history: History;
  readonly requests: readonly Request[];
  readonly mishaps: readonly Mishap[];
  readonly found: readonly { readonly checker: Checker; readonly objections: readonly string[] }[];
  readonly say: (line: string) => void;
}

const mostShown = 10;

/** Says what happened and what was kept of what is promised. Answers whether all was; how fast it was is no promise. */
export function printReport({ seed, history, requests, mishaps, found, say }: Report): boolean {
  const count = (outcome: string) => requests.filter((one) => one.outcome === outcome).length;
  say("");
  say(`${requests.length} requests: ${count("done")} done, ${count("refused")} refused, ${count("unknown")} unknown`);
  const kinds = Map.groupBy(mishaps, ({ kind }) => kind);
  say(`${mishaps.length} mishaps: ${[...kinds].map(([kind, all]) => `${all.length} ${kind}`).join(", ")}`);
  const { told, received, facts, commands, people } = history;
  say(
    `${told.length} events, received ${received.length} times; ${facts.length} changes at locks, ${commands.length} commands by known senders, ${people.length} codes of people`,
  );
  say("");
  const own = {
    promise: "No server ends by itself; one that is asked to leaves no lease behind and loses no request in hand.",
    rows: ["R-10", "R-13", "R-14", "R-19"],
  };
  const judged = [
    ...found.map(({ checker: { promise, rows }, objections }) => ({ promise, rows, objections })),
    { ...own, objections: [...mishaps.flatMap(({ objections }) => objections), ...cutOff(requests, mishaps)] },
  ];
  for (const { promise, objections } of judged) {
    say(`${objections.length === 0 ? "kept  " : "BROKEN"}  ${promise}`);
    for (const objection of objections.slice(0, mostShown)) say(`          ${objection}`);
    if (objections.length > mostShown) say(`          and ${objections.length - mostShown} more`);
  }
  say("");
  const rows = [...new Set(judged.flatMap(({ rows }) => rows))].sort();
  for (const row of rows.filter((each) => happened(each, kinds))) {
    const broken = judged
      .filter((each) => each.rows.includes(row))
      .reduce((sum, { objections }) => sum + objections.length, 0);
    say(goal(row, broken, "broken", broken === 0));
  }
  for (const { id, name, most } of speeds) {
    const values = mishaps.flatMap(({ figures }) => figures[name] ?? []);
    if (values.length > 0) say(goal(id, quantile(values, 0.99), "ms", quantile(values, 0.99) <= most));
  }
  if (requests.length > 0) {
    const slowest = Math.max(...requests.map(({ sentAt, endedAt }) => endedAt - sentAt));
    say(goal("R-13-slowest", slowest, "ms", slowest <= 15_000));
  }
  say(goal("R-22-repeated", received.length - new Set(received).size, "deliveries", true));
  const isKept = judged.every(({ objections }) => objections.length === 0);
  say(`\n${isKept ? "Every promise was kept." : "A promise was broken."} To repeat: --seed ${seed}`);
  return isKept;
}

/** Figures of mishaps that a goal is set for, in milliseconds. */
const speeds = [
  { id: "R-10-ready-p99", name: "readyMs", most: 1_500 },
  { id: "R-14-outage-p99", name: "outageMs", most: 3_000 },
  { id: "R-19-exit-p99", name: "exitMs", most: 25_000 },
] as const;

/** A row is judged where what it is about has happened. */
const needs: Readonly<Record<string, readonly Mishap["kind"][]>> = {
  "R-10": ["kill"],
  "R-13": ["kill-database", "net-database", "cut"],
  "R-14": ["failover"],
  "R-15": ["stop"],
  "R-17": [],
  "R-19": ["term", "rolling"],
};

function happened(row: string, kinds: ReadonlyMap<string, unknown>): boolean {
  return needs[row]?.some((kind) => kinds.has(kind)) ?? true;
}

/** Requests that were in hand at a server that was asked to end, and were not answered. */
function cutOff(requests: readonly Request[], mishaps: readonly Mishap[]): readonly string[] {
  const ends = mishaps.filter(({ kind }) => kind === "term" || kind === "rolling");
  return requests
    .filter(
      ({ outcome, sentAt, endedAt }) =>
        outcome === "unknown" && ends.some(({ from, to }) => sentAt <= to && endedAt >= from),
    )
    .map(
      ({ n, by, wish, status }) => `Request ${n} (${wish.kind}) was not answered by ${by} (${status ?? "cut off"}).`,
    );
}

function goal(id: string, value: number, unit: string, isReached: boolean): string {
  return `GOAL ${id} ${Math.round(value)} ${unit} ${isReached ? "PASS" : "FAIL"}`;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
