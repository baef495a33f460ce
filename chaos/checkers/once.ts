import type { Checker } from "#chaos/history.ts";

/**
 * At no moment has a lock, or its cloud for it, two entries of ours for one code. Spare codes have names that may
 * come again; their digits are their own, and no lock takes those twice.
 */
export const once: Checker = {
  rows: ["R-10"],
  promise: "No code was put on a lock twice.",
  objections: ({ facts }) => {
    const ours = new Map<string, string>();
    const entries = new Map<string, Set<string>>();
    const found: string[] = [];
    for (const fact of facts) {
      if (fact.kind !== "code" || fact.madeBy !== "api") continue;
      const before = ours.get(fact.id);
      if (before !== undefined) entries.get(before)?.delete(fact.id);
      ours.delete(fact.id);
      if (fact.now === undefined || fact.now.name.startsWith("Backup")) continue;
      const code = `${fact.lock} ${fact.now.name}`;
      const same = entries.get(code) ?? new Set();
      same.add(fact.id);
      entries.set(code, same);
      ours.set(fact.id, code);
      if (before === undefined && same.size > 1)
        found.push(`${fact.lock} was told to hold ${fact.now.name} ${same.size} times at once.`);
    }
    return found;
  },
};
