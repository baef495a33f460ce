import type { AccessCode } from "#domain/access-code.ts";
import type { Event } from "#domain/event.ts";
import { type Explanation, explain } from "#domain/explain.ts";
import type { AccessCodeId } from "#domain/ids.ts";
import type { Problem } from "#domain/problem.ts";
import { type Scope, workspaceOf } from "#domain/scope.ts";
import { actorNames } from "#store/actor-names.ts";
import { attemptsOfCode, type CodeAttempt } from "#store/code-attempts.ts";
import { listEvents } from "#store/events.ts";
import { findExplained } from "#store/explained-codes.ts";
import type { Desk } from "./desk.ts";
import { noSuchCode } from "./problems.ts";
import type { AccessCodeView } from "./views.ts";

/** Everything from what was asked for a code to what was seen of it at the door. */
export interface ExplainedAccessCode extends AccessCodeView {
  readonly code: AccessCode;
  /** Epoch milliseconds; `undefined`: it is not gone. */
  readonly goneAt: number | undefined;
  readonly explanation: Explanation;
  /** What was asked for it, newest first. */
  readonly requests: readonly Event[];
  /** The newest tries, newest first. */
  readonly attempts: readonly CodeAttempt[];
  /** What those who asked are called, by id. */
  readonly names: ReadonlyMap<string, string>;
}

/** What is asked for a code, by whoever asks. */
const requestTypes = [
  "access_code.created",
  "access_code.mutations_requested",
  "access_code.unmanaged.converted_to_managed",
  "access_code.backup_access_code_pulled",
];
const mostRequests = 50;
const mostAttempts = 20;

/** Why a code stands as it does, what happens next, and how all of it is known; also of one that is gone. */
export async function explainAccessCode(
  desk: Desk,
  scope: Scope,
  { accessCodeId }: { readonly accessCodeId: AccessCodeId },
): Promise<ExplainedAccessCode | Problem> {
  const { store, runtime } = desk;
  const workspace = workspaceOf(scope);
  const keys = await store.keysOf(workspace);
  const found = await findExplained(store.db, keys, scope, { id: accessCodeId, now: runtime.now() });
  if (found === undefined) return noSuchCode(accessCodeId);
  const { code, goneAt, known } = found;
  const filter = { accessCodeIds: [accessCodeId], eventTypes: requestTypes };
  const [requests, attempts] = await Promise.all([
    listEvents(store.db, keys, scope, filter, { limit: mostRequests, newestFirst: true }),
    attemptsOfCode(store.db, accessCodeId, mostAttempts),
  ]);
  const actors = requests.flatMap((request) => request.by ?? []);
  return {
    code,
    device: known.device,
    account: known.account,
    goneAt,
    explanation: explain(known, code, goneAt),
    requests,
    attempts,
    names: await actorNames(store.db, workspace, actors),
  };
}
