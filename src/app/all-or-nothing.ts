import { isProblem, type Problem } from "#domain/problem.ts";
import type { Desk } from "./desk.ts";

/**
 * Does several things at the desk in one transaction: a problem on the way undoes what came before it. Whoever
 * is to be woken is woken once all of it is recorded.
 */
export async function allOrNothing<Result>(
  desk: Desk,
  work: (within: Desk) => Promise<Result | Problem>,
): Promise<Result | Problem> {
  const woken: string[] = [];
  try {
    const result = await desk.store.db.transaction(async (db) => {
      const within = { ...desk, store: { ...desk.store, db }, nudge: (id: string) => woken.push(id) };
      const done = await work(within);
      if (isProblem(done)) throw new Undone(done);
      return done;
    });
    for (const id of woken) desk.nudge(id);
    return result;
  } catch (error) {
    if (error instanceof Undone) return error.problem;
    throw error;
  }
}

/** Ends a transaction without keeping it; caught above. */
class Undone extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}
