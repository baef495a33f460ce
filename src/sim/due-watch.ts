import type { Database } from "./database.ts";
import type { Scheduled } from "./kernel.ts";
import type { Life, ParkedSleepers } from "./life.ts";
import type { World } from "./world.ts";

const kinds = ["device", "account", "endpoint"] as const;
type Kind = (typeof kinds)[number];

/** When the earliest of each kind is due, however it is held. */
const earliest = `
  select (select min(next_due_at) from devices) as device, (select min(next_due_at) from connected_accounts) as account`;
/** Of endpoints, when somebody may take them. Asked only where somebody delivers: most runs have no endpoint. */
const earliestEndpoint = `
  (select min(greatest(next_due_at, not_before, lease_until)) from webhooks join webhook_deliveries using (webhook_id)
    where disabled_at is null) as endpoint`;

/**
 * Whoever asks a table again and again whether something is due finds nothing nearly always. Here a sleeper is woken
 * only when it is: what polls would have found nothing is left out, and years pass quickly.
 */
export class DueWatch implements ParkedSleepers {
  readonly #world: World;
  readonly #database: Database;
  readonly #pollMs: number;
  /** By life: one may sleep for the same thing more than once. */
  readonly #parked: Readonly<Record<Kind, Map<Life, Set<() => void>>>> = {
    device: new Map(),
    account: new Map(),
    endpoint: new Map(),
  };
  readonly #next: Partial<Record<Kind, Scheduled>> = {};
  #isLooking = false;
  #hasPost = false;

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
    const parked = this.#parked[kind];
    const sleepers = parked.get(life) ?? new Set();
    const sleeper = () => life.at(this.#world.now, wake);
    parked.set(life, sleepers.add(sleeper));
    const rise = () => {
      sleepers.delete(sleeper);
      if (sleepers.size === 0 && parked.get(life) === sleepers) parked.delete(life);
    };
    const forget = life.onEnd(rise);
    this.#lookSoon();
    return {
      cancel: () => {
        rise();
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
    const delivers = this.#parked.endpoint.size > 0;
    const statement = delivers
      ? { name: "sim-due-post", text: `${earliest}, ${earliestEndpoint}` }
      : { name: "sim-due", text: earliest };
    const [row] = await this.#database.outside().query<Partial<Record<Kind, Date | null>>>(statement);
    this.#hasPost = delivers ? row?.endpoint != null : this.#hasPost;
    for (const kind of kinds) {
      this.#next[kind]?.cancel();
      const due = row?.[kind]?.getTime();
      if (due !== undefined) this.#next[kind] = this.#world.kernel.at(due, () => this.#wake(kind));
    }
  }

  /** Whether anything waited to be delivered when this was last looked at. */
  get hasPost(): boolean {
    return this.#hasPost;
  }

  /** One process takes what is due; should more be due than it can take, that is seen at the next look. */
  #wake(kind: Kind): void {
    const sleeping = [...this.#parked[kind].values()];
    if (sleeping.length === 0) return;
    for (const wake of [...this.#world.draw("who polls first").pick(sleeping)]) wake();
  }
}
