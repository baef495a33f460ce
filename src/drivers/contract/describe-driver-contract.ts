import { describe, expect, test } from "vitest";
import type { Bench } from "./bench.ts";
import type { Clause } from "./clause.ts";
import { type ClauseKey, clauses, type Exemption } from "./clauses.ts";
import { issuing } from "./issuing.ts";
import { placing } from "./placing.ts";

/**
 * Tests one driver, on one kind of lock, against every clause. An exempt clause is tested too: it must
 * not hold, so that an exemption ends with its reason.
 */
export function describeDriverContract(
  name: string,
  openBench: () => Promise<Bench>,
  exemptions: readonly Exemption[] = [],
): void {
  describe(name, () => {
    for (const key of Object.keys(clauses) as ClauseKey[]) {
      const exemption = exemptions.find((one) => one.clause === key);
      if (exemption === undefined) test(clauses[key].sentence, () => checkClause(key, openBench));
      else test(`not so, because ${exemption.because}: ${clauses[key].sentence}`, () => doesNotHold(key, openBench));
    }
  });
}

/** Tests a driver that has offline codes issued, on a kind of lock that takes them, against the clauses for these. */
export function describeIssuingContract(name: string, openBench: () => Promise<Bench>): void {
  describe(name, () => {
    for (const clause of Object.values<Clause>(issuing)) test(clause.sentence, () => check(clause, openBench));
  });
}

/** Checks one clause for offline codes, as `checkClause` does. */
export async function checkIssuingClause(key: keyof typeof issuing, openBench: () => Promise<Bench>): Promise<void> {
  await check(issuing[key], openBench);
}

/** Checks one clause on a bench of its own; rejects where it does not hold. */
export async function checkClause(key: ClauseKey, openBench: () => Promise<Bench>): Promise<void> {
  await check(clauses[key], openBench);
}

async function check(clause: Clause, openBench: () => Promise<Bench>): Promise<void> {
  const open = async () => placing(await openBench());
  const bench = await open();
  try {
    await clause.check(bench, open);
  } finally {
    await bench.close();
  }
}

async function doesNotHold(key: ClauseKey, openBench: () => Promise<Bench>): Promise<void> {
  await expect(checkClause(key, openBench)).rejects.toThrow();
}
