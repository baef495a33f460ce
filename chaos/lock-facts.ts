import { readFile } from "node:fs/promises";
import type { CodeRow, JournalEntry } from "#virtual-locks/rows.ts";

/** What the locks' journal says that happened to one code or bolt. Times are epoch milliseconds. */
export type LockFact =
  | {
      readonly kind: "code";
      readonly at: number;
      readonly lock: string;
      readonly id: string;
      readonly madeBy: "api" | "person";
      /** Whose doing it was. */
      readonly by: "api" | "person" | "lock";
      /** The code from now on; `undefined`: it is gone. */
      readonly now: CodeThere | undefined;
    }
  | { readonly kind: "unlock"; readonly at: number; readonly lock: string; readonly attempt: string | undefined };

export interface CodeThere {
  readonly name: string;
  readonly digits: string;
  /** The keypad goes by it; otherwise the cloud has accepted it, and the lock is yet to have it. */
  readonly isOnLock: boolean;
  readonly endsAt: number | undefined;
  /** It was told to go. */
  readonly isLeaving: boolean;
}

/** Reads the journal of a virtual lock cloud, whose last line may be cut short while the cloud writes it. */
export async function readLockFacts(file: string): Promise<readonly LockFact[]> {
  const lines = (await readFile(file, "utf8")).split("\n").slice(0, -1);
  return factsOf(lines.filter((line) => line !== "").map((line) => JSON.parse(line) as JournalEntry));
}

export function factsOf(entries: Iterable<JournalEntry>): readonly LockFact[] {
  const known = new Map<string, CodeRow>();
  const facts: LockFact[] = [];
  for (const { at, what, about, changes } of entries) {
    for (const change of changes) {
      if (change.table === "actions" && change.row?.action === "unlock" && what === "action_accepted") {
        facts.push({ kind: "unlock", at, lock: change.row.lockId, attempt: change.row.customId });
      }
      if (change.table !== "codes") continue;
      const code = change.row ?? known.get(change.id);
      if (change.row === null) known.delete(change.id);
      else known.set(change.id, change.row);
      if (code === undefined) continue;
      const isByItself = what === "code_forgotten" || what === "programming_waits";
      const by = isByItself ? "lock" : about.by === "api" ? "api" : "person";
      const now = change.row === null ? undefined : there(change.row);
      facts.push({ kind: "code", at, lock: code.lockId, id: code.id, madeBy: code.madeBy, by, now });
    }
  }
  return facts;
}

function there({ onLock, asked }: CodeRow): CodeThere | undefined {
  const values = onLock ?? (asked === "nothing" ? undefined : asked);
  if (values === undefined) return undefined;
  const { name, digits, endsAt } = values;
  return { name, digits, endsAt, isOnLock: onLock !== undefined, isLeaving: asked === "nothing" };
}
