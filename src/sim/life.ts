import type { Runtime } from "#runtime/runtime.ts";
import { context } from "./context.ts";
import type { Draw } from "./entropy.ts";
import type { CrashPosition } from "./options.ts";
import type { World } from "./world.ts";

/** Something outside the process that it waits for. */
export interface Effect<Result> {
  /** How long until it takes place, in milliseconds. */
  readonly delayMs: number;
  /** Takes place. What it answers or throws is the answer. */
  readonly run: () => Result | Promise<Result>;
  /** How long the answer is on its way, 0 if left out; infinite: it is lost. */
  readonly answerMs?: number;
  /** It holds what others wait for, so that no pause of the process stretches it. */
  readonly isHolding?: boolean;
}

/**
 * One generation of a server process. Everything that it waits for outside itself goes through `effect`, where it
 * can die: before the effect, after it and before the answer, or right after the answer. What a dead generation
 * waited for never resolves.
 *
 * A sleep is no effect: a process that dies asleep is one that dies before whatever it would have done next.
 */
export class Life {
  readonly name: string;
  readonly runtime: Runtime;
  readonly #world: World;
  readonly #ending = new Set<() => void>();
  #alive = true;
  #pausedUntil = 0;

  constructor(world: World, name: string, generation: number, ways: Ways) {
    this.#world = world;
    this.name = name;
    const draw = world.draw(`process ${name}, generation ${generation}`);
    this.runtime = runtimeOf(this, world, draw, ways);
  }

  get isAlive(): boolean {
    return this.#alive;
  }

  /** Called when it dies, unless what is answered is called before that. */
  onEnd(ending: () => void): () => void {
    this.#ending.add(ending);
    return () => this.#ending.delete(ending);
  }

  /** Dies now, as kill -9 kills. */
  end(): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.#world.tell({ kind: "process", process: this.name, what: "crashed" });
    for (const ending of this.#ending) ending();
  }

  /** Stands still, as a process does whose machine is suspended: the world goes on. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#world.now + ms);
    this.#world.tell({ kind: "process", process: this.name, what: "paused" });
  }

  /** Has `run` called at this instant if it still lives, and not while it stands still. */
  at(instant: number, run: () => void, isHolding = false): { cancel(): void } {
    return this.#world.kernel.at(instant, () => {
      if (!this.#alive) return;
      if (!isHolding && this.#pausedUntil > this.#world.now) this.at(this.#pausedUntil, run);
      else run();
    });
  }

  effect<Result>({ delayMs, run, answerMs = 0, isHolding = false }: Effect<Result>): Promise<Result> {
    const world = this.#world;
    const request = context.getStore()?.request;
    if (request !== undefined) request.waiting += 1;
    const number = world.nextEffect();
    const dies = (position: CrashPosition) => world.isFatal(this.name, number, position);
    return new Promise((resolve, reject) => {
      const answer = (give: () => void) => {
        if (request !== undefined) request.waiting -= 1;
        give();
        // What the process does with the answer at once, it has done.
        if (world.options.crashes !== undefined) {
          world.kernel.after(0, () => {
            if (this.#alive && dies("after_answer")) this.end();
          });
        }
      };
      const deliver = (give: () => void) => {
        if (!this.#alive) return;
        if (dies("after_effect")) this.end();
        else if (answerMs === 0 && !this.#isPaused(isHolding)) answer(give);
        else if (Number.isFinite(answerMs)) this.at(world.now + answerMs, () => answer(give), isHolding);
      };
      this.at(
        world.now + delayMs,
        () => {
          if (dies("before")) this.end();
          else
            started(run).then(
              (result) => deliver(() => resolve(result)),
              (error) => deliver(() => reject(error)),
            );
        },
        isHolding,
      );
    });
  }

  #isPaused(isHolding: boolean): boolean {
    return !isHolding && this.#pausedUntil > this.#world.now;
  }
}

/** Where those sleep who only wait for something to become due. */
export interface ParkedSleepers {
  /** `undefined`: whoever sleeps so long waits for time to pass. */
  park(life: Life, ms: number, wake: () => void): { cancel(): void } | undefined;
}

/** What a process waits for beside effects of its own. */
export interface Ways {
  readonly parked: ParkedSleepers;
  /** How it calls the network. Default: nothing that it does calls it. */
  readonly fetchFor?: ((life: Life) => Runtime["fetch"]) | undefined;
}

async function started<Result>(run: () => Result | Promise<Result>): Promise<Result> {
  return await run();
}

function runtimeOf(life: Life, world: World, draw: Draw, { parked, fetchFor }: Ways): Runtime {
  return {
    now: () => world.now,
    sleep: (ms, signal) => {
      if (signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const wake = () => {
          sleep.cancel();
          signal.removeEventListener("abort", wake);
          resolve();
        };
        const sleep = parked.park(life, ms, wake) ?? life.at(world.now + ms, wake);
        signal.addEventListener("abort", wake, { once: true });
      });
    },
    random: draw.fraction,
    randomBytes: draw.bytes,
    uuid: draw.uuid,
    fetch:
      fetchFor?.(life) ??
      (() => Promise.reject(world.misuse("A process called the network past the simulated providers."))),
    dial: () => {
      throw world.misuse("A process called the network past the simulated providers.");
    },
    log: (event, fields = {}) => world.tell({ kind: "log", process: life.name, event, fields }),
  };
}
