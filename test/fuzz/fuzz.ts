import fc from "fast-check";
import { routes } from "#api/routes/index.ts";
import { noon } from "#test/support/domain-values.ts";
import { openArena } from "./arena.ts";
import { type Asked, askedOf } from "./asked.ts";

export interface FuzzOptions {
  readonly requests: number;
  readonly seed: number;
  /** The place of one failure, as fast-check names it: only this is tried. */
  readonly path?: string | undefined;
  readonly overSockets: boolean;
}

export interface FuzzReport {
  readonly requests: number;
  readonly sequences: number;
  readonly statuses: Readonly<Record<string, number>>;
  /** Paths of the table that granted at least one request. */
  readonly granted: ReadonlySet<string>;
  readonly slowestMs: number;
  /** What went wrong, with the line that makes it go wrong again; `undefined`: nothing. */
  readonly failure: string | undefined;
}

const requestsInASequence = 60;
/** A failure is made smaller for this many tries. */
const triesToShrink = 150;
const day = 86_400_000;

/** Instants around the house's present, some of them out of order or long gone. */
const moments = [-400, -1, -0.01, 0.01, 0.5, 1, 2, 30, 370].map((days) => new Date(noon + days * day).toISOString());

/** Sends sequences of requests, and stops at the first answer that is wrong. */
export async function fuzz({ requests, seed, path, overSockets }: FuzzOptions): Promise<FuzzReport> {
  const arena = await openArena({ overSockets });
  const statuses: Record<string, number> = {};
  const granted = new Set<string>();
  const counts = { requests: 0, sequences: 0, slowestMs: 0, triesAfterFailure: 0 };
  let hasFailed = false;
  const sequences = fc.array(askedOf(routes, moments), { minLength: 1, maxLength: requestsInASequence, size: "max" });
  const property = fc.asyncProperty(sequences, async (sequence) => {
    if (counts.requests >= requests && !hasFailed) return;
    if (hasFailed && ++counts.triesAfterFailure > triesToShrink) return;
    const bout = await arena.newBout();
    await bout.begin();
    counts.sequences += 1;
    for (const [at, asked] of sequence.entries()) {
      const startedAt = performance.now();
      const { status, objections } = await bout.take(asked);
      counts.requests += 1;
      counts.slowestMs = Math.max(counts.slowestMs, performance.now() - startedAt);
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status < 300) granted.add(asked.path);
      if (objections.length === 0) continue;
      hasFailed = true;
      throw new Error(`request ${at + 1}: ${asked.method} ${asked.path}: ${objections.join("; ")}`);
    }
  });
  const numRuns = Math.max(Math.ceil(requests / 5), 1);
  try {
    const found = await fc.check(property, { seed, numRuns, ...(path === undefined ? {} : { path }) });
    const failure = found.failed ? failureOf(found, overSockets) : undefined;
    return { ...counts, statuses, granted, failure };
  } finally {
    await arena.close();
  }
}

function failureOf(found: fc.RunDetails<[Asked[]]>, overSockets: boolean): string {
  const [sequence = []] = found.counterexample ?? [];
  return [
    String(found.errorInstance instanceof Error ? found.errorInstance.message : found.errorInstance),
    ...sequence.map((asked) => JSON.stringify(asked).slice(0, 2_000)),
    `npm run fuzz -- --seed=${found.seed} --path=${found.counterexamplePath}${overSockets ? " --sockets" : ""}`,
  ].join("\n");
}
