import { type Failed, failed } from "#drivers/kit/failed.ts";
import { orAborted } from "#drivers/kit/or-aborted.ts";
import type { Answer, LockCommand, Question } from "./fabric-messages.ts";
import type { Stack } from "./stack.ts";

/** What became of a question, in the house's words. */
export type Reply =
  | { readonly kind: "answered"; readonly body: unknown }
  /** The lock refused it with a status of the protocol. */
  | { readonly kind: "status"; readonly status: number }
  /** The fabric knows no such lock. */
  | { readonly kind: "gone" }
  | Failed;

/** One call of the house, as far as it talks with the fabric. */
export interface Talk {
  /** What only looks. Asked twice where the first is not answered. */
  read(question: Question): Promise<Reply>;
  /** What may change a lock. Never sent twice. */
  write(question: Question): Promise<Reply>;
}

/** What one lock is told. */
export interface LockTalk {
  look(): Promise<Reply>;
  records(): Promise<Reply>;
  read(command: LockCommand, fields: object): Promise<Reply>;
  write(command: LockCommand, fields: object): Promise<Reply>;
}

const libraryMissing =
  "The Matter library is not installed here. Install the packages @matter/main and @matter/nodejs, and start again.";

export function talk(stack: Stack, signal: AbortSignal): Talk {
  const ask = async (question: Question, writes: boolean): Promise<Reply> => {
    if (signal.aborted) return failed("provider", "The call was stopped before it was made.");
    try {
      const first = await orAborted(stack.ask(question), signal);
      // The session with a lock that was without power looks alive to us: only the second question finds it anew.
      const isSilent = !writes && first.kind === "failed" && first.trouble === "silent";
      return understood(isSilent ? await orAborted(stack.ask(question), signal) : first, writes);
    } catch {
      return failed("provider", "The call was stopped.", { mayHaveHappened: writes });
    }
  };
  return { read: (question) => ask(question, false), write: (question) => ask(question, true) };
}

export function lockTalk({ read, write }: Talk, lock: string): LockTalk {
  return {
    look: () => read({ ask: "look", lock }),
    records: () => read({ ask: "records", lock }),
    read: (command, fields) => read({ ask: "command", lock, command, fields }),
    write: (command, fields) => write({ ask: "command", lock, command, fields }),
  };
}

function understood(answer: Answer, writes: boolean): Reply {
  if (answer.kind !== "failed") return answer;
  switch (answer.trouble) {
    case "unreachable":
      return failed("unreachable", "The lock does not answer.");
    case "silent":
      return failed("unreachable", "The lock did not answer.", { mayHaveHappened: writes });
    case "not_installed":
      return failed("provider", libraryMissing);
    case "stack":
      return failed("provider", `The Matter library failed: ${answer.detail}.`, { mayHaveHappened: writes });
  }
}
