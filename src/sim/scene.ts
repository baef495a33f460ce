import type { NativeId, WorkspaceId } from "#domain/ids.ts";
import { invariant } from "#domain/invariant.ts";
import type { Pin } from "#domain/pin.ts";
import type { LockView, Scene } from "./checker.ts";
import type { RequestMark } from "./context.ts";
import type { Database } from "./database.ts";
import type { Body, Phase } from "./happening.ts";
import type { House } from "./house.ts";
import type { RunOptions } from "./options.ts";
import type { World } from "./world.ts";

/** Whoever waits for the connection to be free looks again after this, in milliseconds. */
const againMs = 5;

/** One run as a checker sees it. */
export class RunScene implements Scene {
  readonly options: RunOptions;
  readonly locks: readonly LockView[];
  readonly #world: World;
  readonly #house: House;
  readonly #database: Database;
  phase: Phase = "safety";

  constructor(world: World, house: House, database: Database, locks: readonly LockView[]) {
    this.#world = world;
    this.#house = house;
    this.#database = database;
    this.options = world.options;
    this.locks = locks;
  }

  now(): number {
    return this.#world.now;
  }

  lock(id: NativeId): LockView {
    const lock = this.locks.find((one) => one.nativeId === id);
    invariant(lock !== undefined, "a happening names locks of its run");
    return lock;
  }

  isServed(): boolean {
    return this.#house.lives.length > 0;
  }

  aliasOf(pin: Pin | string | undefined): string {
    return this.#world.trace.aliasOf(pin);
  }

  at(instant: number, look: () => Promise<void> | void): void {
    this.#world.kernel.at(instant, () => {
      if (this.#database.isHeld) this.at(this.#world.now + againMs, look);
      else void this.quietly(look);
    });
  }

  codeWrites(): number {
    return this.#database.codeWrites;
  }

  async rows<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    return await this.#database.look<Row>(sql, values);
  }

  async ask(path: string, body: Body = {}): Promise<{ readonly status: number; readonly body: Body }> {
    return await this.#house.look(path, body);
  }

  async askAsNeighbour(path: string, body: Body = {}): Promise<{ readonly status: number; readonly body: Body }> {
    return await this.#house.look(path, body, "neighbour");
  }

  get neighbour(): WorkspaceId {
    return this.#house.neighbour;
  }

  sometimes(name: string): void {
    this.#world.count(name);
  }

  /** Time stands still until somebody has looked. */
  async quietly(look: () => Promise<void> | void): Promise<void> {
    const mark: RequestMark = { waiting: 0 };
    this.#world.requests.add(mark);
    try {
      await look();
    } catch (error) {
      this.#world.misuse(`A checker broke: ${error instanceof Error ? error.message : "no error"}`);
    } finally {
      this.#world.requests.delete(mark);
    }
  }
}
