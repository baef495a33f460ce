import type { Database } from "./database.ts";
import type { Scheduled } from "./kernel.ts";
import type { Life, ParkedSleepers } from "./life.ts";
import type { World } from "./world.ts";

const kinds = ["device", "account"] as const;
type Kind = (typeof kinds)[number];

/** When the earliest of each kind is due, however it is held. */
const earliest = `
  select (select min(next_due_at) from devices) as device, (select min(next_due_at) from connected_accounts) as account`;

/**
 * Whoever asks a table again and again whether something is due finds nothing nearly always. Here a sleeper is woken
 * only when it is: what polls would have found nothing is left out, and years pass quickly.
 */
export class DueWatch implements ParkedSleepers {
  readonly #world: World;
  readonly #database: Database;
  readonly #pollMs: number;
  readonly #parked: Readonly<Record<Kind, Set<() => void>>> = { device: new Set(), account: new Set() };
  readonly #next: Partial<Record<Kind, Scheduled>> = {};
  #isLooking = false;

  /** `pollMs`: how often a table is asked for work. */
  constructor(world: World, database: Database, pollMs: number) {
    this.#world = world;
    this.#database = database;
    this.#pollMs = pollMs;
    database.wrote = () => this.#changed();
  }

  /** How long a worker of this kind sleeps when nothing is due: by this it is known. */
  pollMsOf(kind: Kind): number {
    return this.#pollMs + kinds.indexOf(kind);
  }

  park(life: Life, ms: number, wake: () => void): { cancel(): void } | undefined {
    const kind = kinds.find((one) => this.pollMsOf(one) === ms);
    if (kind === undefined) return undefined;
    const sleepers = this.#parked[kind];
    const sleeper = () => life.at(this.#world.now, wake);
    sleepers.add(sleeper);
    const forget = life.onEnd(() => sleepers.delete(sleeper));
    this.#lookSoon();
    return {
      cancel: () => {
        sleepers.delete(sleeper);
        forget();
      },
    };
  }

  /** What is due may be due earlier. */
  #changed(): void {
    if (kinds.some((kind) => this.#parked[kind].size > 0)) this.#lookSoon();
  }

  #lookSoon(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    this.#world.kernel.after(this.#pollMs, () => void this.#look());
  }

  async #look(): Promise<void> {
    this.#isLooking = false;
    if (this.#database.isHeld) return this.#lookSoon();
    const rows = this.#database.outside().query<Record<Kind, Date | null>>({ name: "sim-due", text: earliest });
    const [row] = await rows;
    for (const kind of kinds) {
      this.#next[kind]?.cancel();
      const due = row?.[kind]?.getTime();
      if (due !== undefined) this.#next[kind] = this.#world.kernel.at(due, () => this.#wake(kind));
    }
  }

  /** One of them takes what is due; should more be due than it can take, that is seen at the next look. */
  #wake(kind: Kind): void {
    const sleepers = [...this.#parked[kind]];
    if (sleepers.length > 0) this.#world.draw("who polls first").pick(sleepers)();
  }
}
