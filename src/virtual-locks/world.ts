import { invariant } from "#domain/invariant.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Journal } from "./journal.ts";
import type { Change, JournalEntry, Tables } from "./rows.ts";

/** How many facts the control API can look back on; older ones are in the journal's file only. */
const factsKept = 20_000;

/** A fact as the control API tells it: the journal's line without the rows. */
export type Fact = Pick<JournalEntry, "n" | "at" | "what" | "about">;

/** All accounts, locks and codes. Rows are frozen values: the one way to change one is `commit`. */
export class World {
  readonly runtime: Runtime;
  readonly #journal: Journal;
  readonly #tables: { readonly [Table in keyof Tables]: Map<string, Tables[Table]> } = {
    accounts: new Map(),
    clients: new Map(),
    grants: new Map(),
    accessTokens: new Map(),
    refreshTokens: new Map(),
    locks: new Map(),
    codes: new Map(),
    actions: new Map(),
    webhooks: new Map(),
    deliveries: new Map(),
    heldEvents: new Map(),
    faults: new Map(),
    notes: new Map(),
  };
  readonly #codesOfLock = new Map<string, Set<string>>();
  readonly #facts: Fact[] = [];
  readonly #listeners: ((changes: readonly Change[]) => void)[] = [];
  #last = 0;

  constructor(runtime: Runtime, journal: Journal) {
    this.runtime = runtime;
    this.#journal = journal;
    for (const entry of journal.read()) this.#take(entry);
  }

  now(): number {
    return this.runtime.now();
  }

  get<Table extends keyof Tables>(table: Table, id: string): Tables[Table] | undefined {
    return this.#tables[table].get(id);
  }

  all<Table extends keyof Tables>(table: Table): Tables[Table][] {
    return [...this.#tables[table].values()];
  }

  entries<Table extends keyof Tables>(table: Table): [string, Tables[Table]][] {
    return [...this.#tables[table].entries()];
  }

  /** In the order in which they came to the lock. */
  codesOf(lockId: string): Tables["codes"][] {
    const ids = this.#codesOfLock.get(lockId) ?? [];
    return [...ids].map((id) => {
      const code = this.#tables.codes.get(id);
      invariant(code !== undefined, "the index of codes names only codes that are");
      return code;
    });
  }

  /** Writes a fact down and makes it so, in that order: what the journal cannot keep does not happen. */
  commit(what: string, about: Readonly<Record<string, unknown>>, changes: readonly Change[]): void {
    const entry: JournalEntry = { n: this.#last + 1, at: this.now(), what, about, changes };
    this.#journal.append(entry);
    this.#take(entry);
    for (const listener of this.#listeners) listener(changes);
  }

  /** Hears of every change once it is so. */
  onCommit(listener: (changes: readonly Change[]) => void): void {
    this.#listeners.push(listener);
  }

  /** The facts after number `since`, oldest first. */
  factsSince(since: number): readonly Fact[] {
    const first = this.#facts[0]?.n ?? 1;
    return this.#facts.slice(Math.max(0, since + 1 - first));
  }

  #take({ n, at, what, about, changes }: JournalEntry): void {
    this.#last = n;
    this.#facts.push({ n, at, what, about });
    if (this.#facts.length > factsKept * 2) this.#facts.splice(0, this.#facts.length - factsKept);
    for (const change of changes) this.#change(change);
  }

  #change(change: Change): void {
    if (change.table === "codes") this.#index(change.id, change.row);
    // The row belongs to the table of the same change, which the loop over a union cannot tell the compiler.
    const table = this.#tables[change.table] as Map<string, unknown>;
    if (change.row === null) table.delete(change.id);
    else table.set(change.id, change.row);
  }

  #index(id: string, row: Tables["codes"] | null): void {
    const before = this.#tables.codes.get(id);
    if (row === null) {
      if (before === undefined) return;
      const ids = this.#codesOfLock.get(before.lockId);
      ids?.delete(id);
      if (ids?.size === 0) this.#codesOfLock.delete(before.lockId);
      return;
    }
    const ids = this.#codesOfLock.get(row.lockId) ?? new Set<string>();
    ids.add(id);
    this.#codesOfLock.set(row.lockId, ids);
  }
}
