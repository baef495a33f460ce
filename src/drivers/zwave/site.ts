import type { Outcome } from "#domain/step.ts";
import { type Failed, failed, type Refused, refused } from "#drivers/kit/failed.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Notes } from "./notes.ts";
import type { Reply, ZwaveServer } from "./server.ts";
import type { ZwaveNode } from "./wire.ts";

/** One lock, and the way to it. */
export interface Site {
  readonly server: ZwaveServer;
  readonly runtime: Runtime;
  /** As the server knew it a moment ago. */
  readonly node: ZwaveNode;
  readonly notes: Notes;
  /** IANA zone of the lock's clock. */
  readonly zone: string | undefined;
  readonly signal: AbortSignal;
}

/** What is in the way makes of a step. `mayHaveHappened`: something was sent before. */
export function troubleOf(reply: Exclude<Reply, { kind: "answered" }>, mayHaveHappened = false): Failed | Refused {
  switch (reply.kind) {
    case "missing":
      return failed("provider", "The network does not know this lock.");
    case "unheard":
      return failed("unreachable", reply.detail, { mayHaveHappened });
    case "refused":
      return refused(reply.because, reply.detail);
    case "failed":
      return mayHaveHappened ? { ...reply, mayHaveHappened } : reply;
  }
}

export function occupied(): Outcome {
  return refused("occupied", "Another code than was expected stands in this place.");
}

export function tryAgain(): Outcome {
  return failed("busy", "The lock has not done it, and does not say why.", { mayHaveHappened: true });
}
