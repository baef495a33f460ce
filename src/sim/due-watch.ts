import type { Database } from "./database.ts";
import type { Scheduled } from "./kernel.ts";
import type { Life, ParkedSleepers } from "./life.ts";
import type { World } from "./world.ts";

/** Work that is due, however it is held. */
const earliest = `
  select least((select min(next_due_at) from devices), (select min(next_due_at) from connected_accounts)) as due`;

/**
 * Whoever asks a table again and again whether something is due finds nothing nearly always. Here the sleepers are
 * woken only when it is: what polls would have found nothing is left out, and years pass quickly.
 */
export class DueWatch implements ParkedSleepers {
  readonly idleMs: number;
  readonly #world: World;
  readonly #database: Database;
  readonly #parked = new Set<() => void>();
  #next: Scheduled | undefined;
  #isLooking = false;

  /** `idleMs`: how often a table is asked for work. */
  constructor(world: World, database: Database, idleMs: number) {
    this.#world = world;
    this.#database = database;
    this.idleMs = idleMs;
    database.wrote = () => this.#changed();
  }

  park(life: Life, wake: () => void): { cancel(): void } {
    const sleeper = () => life.at(this.#world.now, wake);
    this.#parked.add(sleeper);
    this.#lookSoon();
    return { cancel: () => void this.#parked.delete(sleeper) };
  }

  /** What is due may be due earlier. */
  #changed(): void {
    if (this.#parked.size > 0) this.#lookSoon();
  }

  #lookSoon(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    this.#next?.cancel();
    this.#world.kernel.after(this.idleMs, () => void this.#look());
  }

  async #look(): Promise<void> {
    const { now } = this.#world;
    this.#isLooking = false;
    if (this.#parked.size === 0) return;
    if (this.#database.isHeld) {
      this.#lookSoon();
      return;
    }
    const [row] = await this.#database.outside().query<{ due: Date | null }>({ name: "sim-due", text: earliest });
    const due = row?.due?.getTime();
    if (due === undefined) return;
    if (due > now) this.#next = this.#world.kernel.at(due, () => this.#wake());
    else this.#wake();
  }

  #wake(): void {
    const sleepers = [...this.#parked];
    this.#parked.clear();
    for (const wake of sleepers) wake();
  }
}
