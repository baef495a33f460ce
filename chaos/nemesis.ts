import type { Draw } from "#sim/entropy.ts";
import type { Span } from "./history.ts";
import { type MisfortuneName, misfortunes } from "./misfortunes.ts";
import type { Stage } from "./stage.ts";
import { sleep } from "./time.ts";

/** One thing that went wrong, and how it was taken. */
export interface Mishap extends Span {
  readonly kind: MisfortuneName;
  readonly what: string;
  /** Figures of it, by name: milliseconds. */
  readonly figures: Readonly<Record<string, number>>;
  /** Objections that only whoever did it can make, in sentences. */
  readonly objections: readonly string[];
}

/** What is to happen: so many of each, or whatever is drawn from the kinds until the time is over. */
export interface Plan {
  readonly counts: ReadonlyMap<MisfortuneName, number>;
  readonly kinds: readonly MisfortuneName[];
  /** Epoch milliseconds. */
  readonly until: number;
}

export async function rage(stage: Stage, { counts, kinds, until }: Plan, draw: Draw, say: (mishap: Mishap) => void) {
  const mishaps: Mishap[] = [];
  const left = [...counts].flatMap(([kind, count]) => Array.from({ length: count }, () => kind));
  const next = (): MisfortuneName | undefined => {
    if (left.length > 0) return left.splice(draw.between(0, left.length - 1), 1)[0];
    return Date.now() < until ? draw.pick(kinds) : undefined;
  };
  for (let kind = next(); kind !== undefined; kind = next()) {
    await sleep(draw.between(200, 1_200));
    const from = Date.now();
    const { what, figures = {}, objections = [] } = await misfortunes[kind](stage, draw);
    const deaths = await revive(stage);
    const mishap = { kind, what, figures, objections: [...objections, ...deaths], from, to: Date.now() };
    mishaps.push(mishap);
    say(mishap);
  }
  return mishaps;
}

/** Nothing that goes wrong around a server is a reason for it to end; one that did is started again, and told of. */
async function revive({ servers }: Stage): Promise<readonly string[]> {
  const dead = servers.filter(({ program }) => !program.isUp());
  for (const { program } of dead) await program.start();
  return dead.map(({ program }) => `${program.name} ended by itself.`);
}
