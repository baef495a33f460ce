import type { Outcome } from "#domain/step.ts";
import type { Answer } from "./exchange-json.ts";
import { type Failed, failed, httpTrouble, type Refused, refused } from "./failed.ts";

/** What one call to a maker's cloud came to. A cloud that says more of itself has kinds of its own beside these. */
export type Reply =
  | { readonly kind: "answered"; readonly body: unknown }
  /** What the address names is not there, by the word of this call alone. */
  | { readonly kind: "missing" }
  | Refused
  | Failed;

type NotAnswered = Exclude<Reply, { kind: "answered" }>;

/** What an answer says that its status tells all of. `writes`: the call could have changed something. */
export function usualReply(answer: Answer, now: number, writes: boolean): Reply {
  const trouble = httpTrouble(answer, now, writes);
  if (trouble !== undefined) return trouble;
  if (answer.kind !== "answered") return failed("provider", "The provider's answer could not be read.");
  if (answer.status < 300) return { kind: "answered", body: answer.body };
  if (answer.status === 404) return { kind: "missing" };
  // What the provider says of it is not repeated: it may quote the PIN.
  if (answer.status === 400 || answer.status === 422) return refused("constraint", "The provider does not take this.");
  return failed("provider", `The provider answered ${answer.status}.`);
}

/** What any reply but the hoped-for one means for somebody who wanted the answer. */
export function asFailed(reply: NotAnswered): Failed {
  switch (reply.kind) {
    case "failed":
      return reply;
    case "missing":
      return failed("provider", "The provider does not know what it was asked about.");
    case "refused":
      return failed("provider", reply.detail);
  }
}

/** What any reply but the hoped-for one makes of a step. */
export function passOn(reply: NotAnswered): Outcome {
  return reply.kind === "refused" ? reply : asFailed(reply);
}

/** An answer without what it should hold; `what` with its article. */
export function unreadable(what: string, mayHaveHappened = false): Failed {
  return failed("provider", `The provider answered with ${what} that could not be read.`, { mayHaveHappened });
}
