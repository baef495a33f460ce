import { turnOfTheLoop } from "#runtime/turn-of-the-loop.ts";
import type { RequestMark } from "./context.ts";
import { type Draw, type Entropy, seededEntropy } from "./entropy.ts";
import type { Fact, Happening } from "./happening.ts";
import { Kernel } from "./kernel.ts";
import type { CrashPoint, CrashPosition, RunOptions } from "./options.ts";
import { Trace } from "./trace.ts";

/** Something of the simulator itself, or a thing that no product code may do. */
export class Misuse extends Error {}

/** No request takes this many turns of the event loop between two effects, unless it waits for something outside the world. */
const mostTurns = 2_000;

/** A point at which a process could have died. */
export interface PassedPoint extends CrashPoint {
  readonly process: string;
  /** Virtual time, epoch milliseconds. */
  readonly at: number;
  /** How often anything had changed by then that outlives the process. */
  readonly changes: number;
}

/** What all of one run shares: time, chance, the record of what happened. */
export class World {
  readonly options: RunOptions;
  readonly kernel: Kernel;
  readonly trace: Trace;
  readonly draw: Entropy;
  /** How often something rare was reached. */
  readonly sometimes = new Map<string, number>();
  /** Requests that are being answered. */
  readonly requests = new Set<RequestMark>();
  /** What no run may come to, whatever is watched: the simulator's own invariants. */
  readonly misuses: string[] = [];
  readonly #listeners: ((happening: Happening) => void)[] = [];
  /** Every point that was passed at which a process could have died: of a story alone, for there are few. */
  readonly points: PassedPoint[] = [];
  readonly #crashes: ReadonlyMap<number, CrashPosition>;
  #happenings = 0;
  #effects = 0;
  #changes = 0;

  constructor(options: RunOptions, startsAt: number) {
    this.options = options;
    this.draw = seededEntropy(options.seed);
    this.kernel = new Kernel(startsAt, () => this.#settle());
    this.trace = new Trace(startsAt, options.print);
    this.#crashes = new Map(options.crashes?.map(({ effect, position }) => [effect, position]));
  }

  get now(): number {
    return this.kernel.now;
  }

  get happenings(): number {
    return this.#happenings;
  }

  /** How many effects there were so far: each is a point at which a process can die. */
  get effects(): number {
    return this.#effects;
  }

  /** Numbers the next effect. */
  nextEffect(): number {
    this.#effects += 1;
    return this.#effects;
  }

  /** Whether a process dies at this point, which it has come to. */
  isFatal(process: string, effect: number, position: CrashPosition): boolean {
    if (this.options.story !== undefined)
      this.points.push({ effect, position, process, at: this.now, changes: this.#changes });
    if (this.#crashes.get(effect) !== position) return false;
    this.count(`a process died ${position}`);
    return true;
  }

  /** Something has changed that no death of a process undoes. */
  changed(): void {
    this.#changes += 1;
  }

  tell(fact: Fact): void {
    this.#happenings += 1;
    if (lasts(fact)) this.changed();
    const happening: Happening = { ...fact, at: this.now, seq: this.#happenings };
    this.trace.add(happening);
    for (const listen of this.#listeners) listen(happening);
  }

  hear(listener: (happening: Happening) => void): void {
    this.#listeners.push(listener);
  }

  count(name: string): void {
    this.sometimes.set(name, (this.sometimes.get(name) ?? 0) + 1);
  }

  misuse(sentence: string): Misuse {
    this.misuses.push(sentence);
    return new Misuse(sentence);
  }

  /** Reading a request's body takes turns of the event loop; all else runs within one. */
  async #settle(): Promise<void> {
    await turnOfTheLoop();
    for (let turns = 0; this.#isBusy(); turns += 1) {
      if (turns > mostTurns) return this.#waitForOthers();
      await turnOfTheLoop();
    }
  }

  /** Two requests that ask for the same at once share one statement: the second waits for the effect of the first. */
  #waitForOthers(): void {
    if (![...this.requests].some(({ waiting }) => waiting > 0))
      throw this.misuse("A request waits for something that is no effect of this world.");
    this.count("a request waited for what another had asked");
  }

  #isBusy(): boolean {
    for (const request of this.requests) if (request.waiting === 0) return true;
    return false;
  }
}

/** Whether it leaves anything outside of the processes, the database apart. */
function lasts(fact: Fact): boolean {
  if (fact.kind === "call_done") return fact.step !== "observe";
  return !passing.has(fact.kind);
}

const passing: ReadonlySet<Fact["kind"]> = new Set([
  "call_sent",
  "call_answered",
  "discovered",
  "statement",
  "statement_failed",
  "log",
]);

/** Calls `happen` again and again, on average once in `everyMs`, until it is stopped. */
export function recurring(world: World, draw: Draw, everyMs: number, happen: () => void): { stop(): void } {
  let stopped = false;
  const next = () => {
    const wait = -Math.log(1 - draw.fraction()) * everyMs;
    world.kernel.after(wait, () => {
      if (stopped) return;
      happen();
      next();
    });
  };
  next();
  return {
    stop: () => {
      stopped = true;
    },
  };
}
