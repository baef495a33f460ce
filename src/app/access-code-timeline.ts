import type { Event } from "#domain/event.ts";
import type { AccessCodeId, AttemptId, DeviceId } from "#domain/ids.ts";
import type { Problem } from "#domain/problem.ts";
import { type Scope, workspaceOf } from "#domain/scope.ts";
import type { Outcome } from "#domain/step.ts";
import { attemptsOfCode, type CodeAttempt, deviceOfCode } from "#store/code-attempts.ts";
import { listEvents } from "#store/events.ts";
import type { Desk } from "./desk.ts";
import { noSuchCode } from "./problems.ts";

export interface GetTimeline {
  readonly accessCodeId: AccessCodeId;
  /** Exclusive bounds, epoch milliseconds. */
  readonly after: number | undefined;
  readonly before: number | undefined;
  readonly types: readonly string[] | undefined;
  readonly limit: number;
}

/** What happened to a code, or what was tried for it. `at` is epoch milliseconds. */
export type Moment = { readonly type: string; readonly at: number; readonly deviceId: DeviceId } & (
  | { readonly kind: "event"; readonly event: Event }
  | { readonly kind: "attempt_started"; readonly attempt: CodeAttempt }
  | { readonly kind: "attempt_finished"; readonly attempt: CodeAttempt; readonly outcome: Outcome }
);

export interface Timeline {
  /** Newest first. */
  readonly moments: readonly Moment[];
  readonly hasMore: boolean;
}

/** More has happened to no code that anybody reads about; what is older than the newest of these is left out. */
const mostOfEach = 5_000;
const startedType = "internal.access_code.programming_started";
const finishedType = "internal.access_code.programming_finished";

/** The story of a code, also of one that is gone: its events, and every try to put it on its lock or take it off. */
export async function getTimeline(desk: Desk, scope: Scope, request: GetTimeline): Promise<Timeline | Problem> {
  const { store } = desk;
  const { accessCodeId, after = Number.NEGATIVE_INFINITY, before = Number.POSITIVE_INFINITY, types, limit } = request;
  const deviceId = await deviceOfCode(store.db, scope, accessCodeId);
  if (deviceId === undefined) return noSuchCode(accessCodeId);
  const keys = await store.keysOf(workspaceOf(scope));
  const filter = { accessCodeIds: [accessCodeId] };
  const [events, attempts] = await Promise.all([
    listEvents(store.db, keys, scope, filter, { limit: mostOfEach, newestFirst: true }),
    attemptsOfCode(store.db, accessCodeId, mostOfEach),
  ]);
  const moments = [
    ...events.map((event): Moment => ({ kind: "event", type: event.type, at: event.occurredAt, deviceId, event })),
    ...attempts.flatMap((attempt) => momentsOf(attempt, deviceId)),
  ]
    .filter(({ at, type }) => at > after && at < before && (types?.includes(type) ?? true))
    .sort((one, other) => other.at - one.at);
  // Whoever goes on from the last one's time misses nothing that happened at the same moment.
  const last = moments[limit - 1]?.at;
  const page = last === undefined ? moments : moments.filter(({ at }, index) => index < limit || at === last);
  return { moments: page, hasMore: page.length < moments.length };
}

function momentsOf(attempt: CodeAttempt, deviceId: DeviceId): readonly Moment[] {
  const { startedAt, finishedAt, outcome } = attempt;
  const started: Moment = { kind: "attempt_started", type: startedType, at: startedAt, deviceId, attempt };
  if (finishedAt === undefined || outcome === undefined) return [started];
  return [{ kind: "attempt_finished", type: finishedType, at: finishedAt, deviceId, attempt, outcome }, started];
}

/** What names a moment; the same at each reading. */
export function momentId(moment: Moment): string {
  const attempt = (id: AttemptId, what: string) => `${id}-${what}`;
  switch (moment.kind) {
    case "event":
      return moment.event.id;
    case "attempt_started":
      return attempt(moment.attempt.id, "started");
    case "attempt_finished":
      return attempt(moment.attempt.id, "finished");
  }
}
