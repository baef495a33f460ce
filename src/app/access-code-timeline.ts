import type { Actor } from "#domain/actor.ts";
import type { Event } from "#domain/event.ts";
import type { AccessCodeId, AttemptId, DeviceId } from "#domain/ids.ts";
import { ladderOf, lastSeenAt } from "#domain/knowledge.ts";
import type { Evidence } from "#domain/observation.ts";
import type { Problem } from "#domain/problem.ts";
import { type Scope, workspaceOf } from "#domain/scope.ts";
import type { Outcome } from "#domain/step.ts";
import { actorNames } from "#store/actor-names.ts";
import { type AuditEntry, listAuditEntries } from "#store/audit-entries.ts";
import { attemptsOfCode, type CodeAttempt } from "#store/code-attempts.ts";
import { listEvents } from "#store/events.ts";
import { findEvenGone } from "#store/explained-codes.ts";
import type { Desk } from "./desk.ts";
import { noSuchCode } from "./problems.ts";
import type { AccessCodeView } from "./views.ts";

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
  /** A grade of evidence was first had for the code as it stands on the lock. */
  | { readonly kind: "evidence"; readonly accessCodeId: AccessCodeId; readonly grade: Evidence }
  | { readonly kind: "last_seen"; readonly accessCodeId: AccessCodeId }
  /** Somebody was shown its PIN. */
  | { readonly kind: "revealed"; readonly entry: AuditEntry }
);

export interface Timeline {
  /** Newest first. */
  readonly moments: readonly Moment[];
  readonly hasMore: boolean;
  /** What those who asked for something are called, by id. */
  readonly names: ReadonlyMap<string, string>;
  /** IANA zone of the lock's place. */
  readonly timeZone: string | undefined;
}

/** More has happened to no code that anybody reads about; what is older than the newest of these is left out. */
const mostOfEach = 5_000;
const startedType = "internal.access_code.programming_started";
const finishedType = "internal.access_code.programming_finished";

const evidenceType = "internal.access_code.evidence";
const revealedType = "internal.access_code.revealed";
const lastSeenType = "internal.access_code.last_seen";

/**
 * The story of a code, also of one that is gone: its events, every try to put it on its lock or take it off, and
 * how it is known to be on the lock as it stands there.
 */
export async function getTimeline(desk: Desk, scope: Scope, request: GetTimeline): Promise<Timeline | Problem> {
  const { store } = desk;
  const { accessCodeId, after = Number.NEGATIVE_INFINITY, before = Number.POSITIVE_INFINITY, types, limit } = request;
  const keys = await store.keysOf(workspaceOf(scope));
  const found = await findEvenGone(store.db, keys, scope, accessCodeId);
  if (found === undefined) return noSuchCode(accessCodeId);
  const deviceId = found.device.id;
  const filter = { accessCodeIds: [accessCodeId] };
  const [events, attempts, entries] = await Promise.all([
    listEvents(store.db, keys, scope, filter, { limit: mostOfEach, newestFirst: true }),
    attemptsOfCode(store.db, accessCodeId, mostOfEach),
    listAuditEntries(store.db, workspaceOf(scope), { accessCodeId, limit: mostOfEach }),
  ]);
  const moments = [
    ...events.map((event): Moment => ({ kind: "event", type: event.type, at: event.occurredAt, deviceId, event })),
    ...attempts.flatMap((attempt) => momentsOf(attempt, deviceId)),
    ...entries.map((entry): Moment => ({ kind: "revealed", type: revealedType, at: entry.at, deviceId, entry })),
    ...knownMoments(found),
  ]
    .filter(({ at, type }) => at > after && at < before && (types?.includes(type) ?? true))
    .sort((one, other) => other.at - one.at);
  // Whoever goes on from the last one's time misses nothing that happened at the same moment.
  const last = moments[limit - 1]?.at;
  const page = last === undefined ? moments : moments.filter(({ at }, index) => index < limit || at === last);
  const actors = page.flatMap((moment) => askedBy(moment) ?? []);
  return {
    moments: page,
    hasMore: page.length < moments.length,
    names: await actorNames(store.db, workspaceOf(scope), actors),
    timeZone: found.device.report.timeZone,
  };
}

/** Whose request a moment was; `undefined`: nobody's. */
export function askedBy(moment: Moment): Actor | undefined {
  if (moment.kind === "event") return moment.event.by;
  return moment.kind === "revealed" ? moment.entry.by : undefined;
}

/** Of what stood on the lock before it was changed, attempts and events tell. */
function knownMoments({ code, device }: Pick<AccessCodeView, "code" | "device">): readonly Moment[] {
  const of = { accessCodeId: code.id, deviceId: device.id };
  const seenAt = lastSeenAt(code, device);
  const first = ladderOf(code, device).flatMap(({ grade, firstAt }): readonly Moment[] =>
    firstAt === undefined ? [] : [{ kind: "evidence", type: evidenceType, at: firstAt, ...of, grade }],
  );
  const isNews = seenAt !== undefined && !first.some(({ at }) => at === seenAt);
  return isNews ? [...first, { kind: "last_seen", type: lastSeenType, at: seenAt, ...of }] : first;
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
    case "evidence":
      return `${moment.accessCodeId}-${moment.grade}`;
    case "last_seen":
      return `${moment.accessCodeId}-last-seen`;
    case "revealed":
      return moment.entry.id;
  }
}
