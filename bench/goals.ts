/** What one measurement is to reach. */
export interface Goal {
  readonly id: string;
  /** What the number is of, for a reader. */
  readonly what: string;
  readonly unit: "x" | "ms" | "s" | "us" | "MB" | "/s" | "pages/s" | "errors" | "nodes";
  readonly bound: { readonly atLeast: number } | { readonly atMost: number };
}

export interface Judged extends Goal {
  readonly value: number;
  readonly isReached: boolean;
}

export function judge(goal: Goal, value: number): Judged {
  if (!Number.isFinite(value)) throw new Error(`${goal.id} could not be measured.`);
  const isReached = "atLeast" in goal.bound ? value >= goal.bound.atLeast : value <= goal.bound.atMost;
  return { ...goal, value, isReached };
}

/** One line for machines. */
export function goalLine({ id, value, unit, isReached }: Judged): string {
  return `GOAL ${id} ${shown(value)} ${unit} ${isReached ? "PASS" : "FAIL"}`;
}

/** One line for people. */
export function goalSentence({ id, what, bound, unit }: Judged): string {
  const asked = "atLeast" in bound ? `at least ${bound.atLeast}` : `at most ${bound.atMost}`;
  return `  ${id}: ${what}; goal ${asked} ${unit}`;
}

/** Three digits say all that a measurement on a shared machine knows. */
export function shown(value: number): string {
  return Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
