import type { Api, Taken } from "./api.ts";
import type { Asked, Outcome, Wish } from "./history.ts";
import type { LineJournal } from "./journal.ts";

/** One request and how it ended, as the journal keeps it and the report counts it. */
export interface Request extends Asked {
  readonly n: number;
  readonly by: string | undefined;
  readonly status: number | undefined;
}

export type Line = { readonly n: number; readonly sending: Wish } | ({ readonly ended: true } & Request);

type Ask = (wish: Wish, path: string, body: Readonly<Record<string, unknown>>) => Promise<Taken & { outcome: Outcome }>;

/** A way to ask of which each request is on the disk before it is sent, and again once it has ended. */
export function journalled(
  api: Api,
  journal: LineJournal<Line>,
): { readonly requests: readonly Request[]; readonly request: Ask } {
  const requests: Request[] = [];
  let asked = 0;
  const request: Ask = async (wish, path, body) => {
    asked += 1;
    const n = asked;
    await journal.write({ n, sending: wish });
    const taken = await api.send(path, body);
    const outcome = outcomeOf(taken);
    const { answer, by, sentAt, endedAt } = taken;
    const status = answer.kind === "answered" ? answer.status : undefined;
    const ended: Request = { n, wish, sentAt, endedAt, outcome, by, status, answeredId: answeredId(wish, taken) };
    requests.push(ended);
    await journal.write({ ended: true, ...ended });
    return { ...taken, outcome };
  };
  return { requests, request };
}

/** An error of the server's own leaves open what was done; anything else that is refused was not done. */
function outcomeOf({ answer }: Taken): Outcome {
  if (answer.kind === "not_sent") return "refused";
  if (answer.kind === "lost" || answer.status >= 500) return "unknown";
  return answer.status < 300 ? "done" : "refused";
}

function answeredId(wish: Wish, { answer }: Taken): string | undefined {
  if (answer.kind !== "answered" || answer.status !== 200) return undefined;
  if (wish.kind === "pull") return (answer.body.backup_access_code as { access_code_id: string }).access_code_id;
  if (wish.kind === "unlock") return (answer.body.action_attempt as { action_attempt_id: string }).action_attempt_id;
  return undefined;
}
