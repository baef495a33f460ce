import { invariant } from "#domain/invariant.ts";
import type { LeaseIds } from "#store/leases.ts";
import { loadDevicePass } from "#store/passes.ts";
import type { Database } from "./database.ts";
import type { Draw } from "./entropy.ts";
import type { House } from "./house.ts";
import { OldBeliefs } from "./old-beliefs.ts";
import { isOnRecord, type LockRecord } from "./on-record.ts";
import type { PinBook } from "./pin-book.ts";
import type { PlayedLock } from "./played-lock.ts";
import type { CallNumbers } from "./provider-line.ts";
import type { Shape } from "./shapes.ts";
import type { World } from "./world.ts";

interface Parts {
  readonly world: World;
  readonly house: House;
  readonly database: Database;
  readonly locks: readonly PlayedLock[];
  readonly pins: PinBook;
  readonly calls: CallNumbers;
}

/** Whoever waits for the connection to be free looks again after this, in milliseconds. */
const againMs = 5;
const minute = 60_000;
/** A lock with more free places than this is not filled. */
const mostFilled = 30;

/** Whether the world is upset in this run. */
export function isUpset({ options, draw }: World, { upheavalsIn }: Shape): boolean {
  if (options.story !== undefined) return false;
  if (options.beginning !== undefined) return options.beginning === "arbitrary";
  return draw("beginning").chance(upheavalsIn);
}

/**
 * An arbitrary beginning: at one stroke every process dies, what stands on the locks is changed by who knows whom, and
 * the database believes what it believed earlier, or nothing. From there the house has to find its way as from
 * anywhere else. What it has no record of any more, and so cannot know to be its own, is a stranger's from then on.
 */
export class Upheaval {
  readonly #parts: Parts;
  readonly #draw: Draw;
  readonly #beliefs: OldBeliefs;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#draw = parts.world.draw("upheaval");
    this.#beliefs = new OldBeliefs(parts.database.outside());
  }

  /** Lets things happen until it comes, which is by this instant: in half of the runs not before it. */
  async comeBy(endsAt: number): Promise<void> {
    const { world, house, locks, calls } = this.#parts;
    const draw = this.#draw;
    const rememberedAt = draw.between(world.now, endsAt);
    await this.#quietAt(rememberedAt);
    await this.#beliefs.remember();
    await this.#quietAt(draw.chance(0.5) ? endsAt : draw.between(rememberedAt, endsAt));
    for (const life of house.lives) life.end();
    const changes = [...(await this.#beliefs.upset(draw, locks)), ...locks.flatMap((lock) => this.#upsetLock(lock))];
    const lastCall = calls.last;
    for (const lock of locks) {
      const record = await this.#recordOf(lock);
      const { capabilities } = lock.profile;
      lock.keypad.forget((entry) => {
        const { changedBy: by } = entry;
        return by.kind === "us" && by.call <= lastCall && !isOnRecord(entry, record, capabilities);
      });
      if (lock.keypad.entries.some(({ changedBy }) => changedBy.kind === "forgotten"))
        world.count("an entry of ours is on no record");
    }
    world.tell({ kind: "upheaval", changes });
    world.count("upheaval");
  }

  /** An instant at which no transaction is open. */
  async #quietAt(instant: number): Promise<void> {
    const { kernel } = this.#parts.world;
    await kernel.runUntil(instant);
    while (this.#parts.database.isHeld) await kernel.runUntil(kernel.now + againMs);
  }

  #upsetLock(lock: PlayedLock): readonly string[] {
    const draw = this.#draw;
    const changes: readonly (readonly [name: string, likely: number, change: () => void])[] = [
      ["strangers", 0.4, () => this.#strangers(lock, draw.between(1, 3))],
      ["PINs of ours elsewhere", 0.4, () => this.#copies(lock)],
      ["entries gone", 0.4, () => lock.loseEntries(() => draw.chance(0.5))],
      ["a lock as good as full", 0.15, () => this.#fill(lock)],
    ];
    return changes.flatMap(([name, likely, change]) => {
      if (!draw.chance(likely)) return [];
      change();
      return [`${name} on ${lock.nativeId}`];
    });
  }

  #fill(lock: PlayedLock): void {
    const free = lock.capacity - lock.keypad.entries.length;
    if (free <= mostFilled) this.#strangers(lock, free - this.#draw.between(0, 1));
  }

  /** Some of them open for a while only. */
  #strangers(lock: PlayedLock, most: number): void {
    const { world, pins } = this.#parts;
    const from = world.now + this.#draw.between(-60, 60) * minute;
    for (let number = 1; number <= most; number += 1) {
      const window = this.#draw.chance(0.3) ? { startsAt: from, endsAt: from + 90 * minute } : undefined;
      if (!lock.personAdds(pins.anyPin(lock.profile.capabilities.codeLengths), `Stranger ${number}`, window)) return;
    }
  }

  /** Under another name: what looked like ours in everything could not be told from it. */
  #copies(lock: PlayedLock): void {
    for (const { pin, madeBy } of lock.keypad.entries)
      if (madeBy.kind === "us" && this.#draw.chance(0.5)) lock.personAdds(pin, "Copy");
  }

  async #recordOf(lock: PlayedLock): Promise<LockRecord> {
    const { house, database } = this.#parts;
    type Row = { id: LeaseIds["device"]; account: LeaseIds["account"] };
    const [row] = await database.look<Row>(
      "select device_id as id, connected_account_id as account from devices where native_id = $1",
      [lock.nativeId],
    );
    // Nobody has found it so far.
    if (row === undefined) return { codes: [], unsettled: [] };
    const claim = { id: row.id, accountId: row.account, workspaceId: house.workspace, fence: "0", leaseUntil: 0 };
    const pass = await loadDevicePass(house.store, claim);
    invariant(pass !== undefined, "a device that was just found is there");
    return pass;
  }
}
