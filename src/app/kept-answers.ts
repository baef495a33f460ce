import type { WorkspaceId } from "#domain/ids.ts";
import { isProblem, type Problem, problem } from "#domain/problem.ts";
import { claimKey, keepAnswer } from "#store/kept-answers.ts";
import { allOrNothing } from "./all-or-nothing.ts";
import type { Desk } from "./desk.ts";

/** A request that may be sent again by somebody who did not receive the answer. */
export interface Repeatable {
  /** What its sender calls it; `undefined`: the same request is the same key. */
  readonly key: string | undefined;
  /** All that was asked, and by whom, as text. */
  readonly asked: string;
  /** How long the answer is kept, in milliseconds. */
  readonly keepMs: number;
}

/**
 * Answers a request once: done again with the same key, it does nothing and has the same answer. The answer is
 * kept in the transaction of what was done, so that neither is there without the other. Refusals are not kept:
 * nothing was done, and the same request may be granted later.
 */
export async function answerOnce(
  desk: Desk,
  workspace: WorkspaceId,
  { key: named, asked, keepMs }: Repeatable,
  work: (within: Desk) => Promise<object | Problem>,
): Promise<object | Problem> {
  const keys = await desk.store.keysOf(workspace);
  const digest = keys.digest(asked);
  const key = named === undefined ? `same:${Buffer.from(digest).toString("base64url")}` : `named:${named}`;
  return allOrNothing(desk, async (within) => {
    const { db } = within.store;
    const claim = await claimKey(db, keys, workspace, { key, digest, now: desk.runtime.now(), keepMs });
    if (claim.kind === "answered") return claim.isSame ? claim.answer : usedOtherwise();
    const answer = await work(within);
    if (!isProblem(answer)) await keepAnswer(db, keys, workspace, { key, answer });
    return answer;
  });
}

function usedOtherwise(): Problem {
  const sentence = "This Idempotency-Key was used for another request. Choose a new key for a new request.";
  return problem("idempotency_key_reused", sentence);
}
