import type { WireAction, WireAttempt, WireExplanation } from "#api/contract/explanation.ts";
import { writeInstant } from "#api/contract/instant.ts";
import type { ExplainedAccessCode } from "#app/explain-access-code.ts";
import type { Event } from "#domain/event.ts";
import type { Doing } from "#domain/explain.ts";
import { causeInWords, knowledgeInWords, nextInWords, plannedInWords } from "#domain/explain-in-words.ts";
import { explainedCauses } from "#domain/explained-causes.ts";
import { issuesOf } from "#domain/issues.ts";
import { bestByLooking, lastSeenAt } from "#domain/knowledge.ts";
import { remedyOf } from "#domain/remedy-of.ts";
import { momentInWords } from "#domain/time-in-words.ts";
import { actorInWords, presentActor } from "./actor.ts";
import { outcomeInWords } from "./attempt-in-words.ts";
import { presentEvidence } from "./evidence.ts";
import { presentAccessCodeErrors, presentAccessCodeWarnings } from "./issues.ts";
import { requestInWords } from "./request-in-words.ts";

const actions = { set: "put_on_lock", clear: "take_off_lock", issue: "compute_pin" } as const satisfies Record<
  Doing,
  WireAction
>;

export function presentExplanation(explained: ExplainedAccessCode, now: number): WireExplanation {
  const { code, device, account, goneAt, explanation, attempts } = explained;
  const { errors, warnings } = goneAt === undefined ? issuesOf(code, device, account, now) : nothingWrong;
  const { cause } = explanation;
  const told = { code, device, now };
  const wire: Omit<WireExplanation, "story"> = {
    access_code_id: code.id,
    device_id: device.id,
    explained_at: writeInstant(now),
    status: explanation.status,
    summary: causeInWords(explanation, told),
    cause:
      cause === undefined
        ? null
        : {
            cause_code: cause,
            message: causeInWords(explanation, told),
            lies_with: explainedCauses[cause].liesWith,
            since: instantOf(explanation.since),
            remedy: goneAt === undefined ? (remedyOf(cause, code, { device, account, now }) ?? null) : null,
          },
    wanted: {
      name: code.name ?? null,
      starts_at: instantOf(code.window?.startsAt),
      ends_at: instantOf(code.window?.endsAt),
      version: code.version,
      requests: explained.requests.map((event) => presentRequest(event, explained)),
    },
    plan: presentPlan(explanation),
    attempts: attempts.map(presentAttempt),
    knowledge: {
      evidence: presentEvidence(code, device),
      last_seen_at: instantOf(lastSeenAt(code, device)),
      last_look_at: instantOf(device.observedAt),
      best_by_looking: bestByLooking(device),
      description: knowledgeInWords(told),
    },
    errors: presentAccessCodeErrors(errors),
    warnings: presentAccessCodeWarnings(warnings),
    next: {
      ...presentNext(explanation),
      waits_for: cause === undefined ? null : (explainedCauses[cause].waitsFor ?? null),
      description: nextInWords(explanation, told),
    },
    next_attempt_at: attemptAt(explanation),
    next_look_at: instantOf(explanation.lookAt),
  };
  return { ...wire, story: storyOf(wire, explained) };
}

const nothingWrong = { errors: [], warnings: [] } as const;

/** The whole chain in words, oldest link first. */
function storyOf(wire: Omit<WireExplanation, "story">, { device, goneAt }: ExplainedAccessCode): readonly string[] {
  const { timeZone } = device.report;
  const at = (instant: string) => momentInWords(Date.parse(instant), timeZone);
  const last = wire.attempts[0];
  return [
    ...wire.wanted.requests.toReversed().map(({ requested_at, requested_by, description }) => {
      return `${at(requested_at)}: ${actorInWords(requested_by)} ${description}`;
    }),
    ...(last === undefined ? [] : [`${at(last.started_at)}: ${attemptInWords(last)}`]),
    ...(goneAt === undefined ? [wire.knowledge.description] : []),
    // What is waited for is the cause, which is told next.
    ...(wire.plan.action === "wait" || wire.plan.action === "nothing" ? [] : [wire.plan.reason]),
    wire.summary,
    wire.next.description,
    ...(wire.cause?.remedy == null ? [] : [`What you can do: ${wire.cause.remedy}`]),
  ];
}

function attemptInWords({ action, description }: WireAttempt): string {
  return `The last try, ${tried[action]}. ${description}`;
}

const tried = {
  put_on_lock: "to put it on the lock",
  take_off_lock: "to take it off the lock",
  compute_pin: "to have its PIN computed",
} as const satisfies Record<WireAction, string>;

function presentRequest(event: Event, { names, device }: ExplainedAccessCode) {
  return {
    requested_at: writeInstant(event.occurredAt),
    requested_by: event.by === undefined ? ({ type: "system" } as const) : presentActor(event.by, names),
    description: requestInWords(event, device.report.timeZone),
  };
}

function presentPlan({ planned }: ExplainedAccessCode["explanation"]): WireExplanation["plan"] {
  const reason = plannedInWords(planned);
  switch (planned.kind) {
    case "set":
    case "clear":
    case "issue":
      return { action: actions[planned.kind], reason, waits_until: null };
    case "wait":
      return { action: "wait", reason, waits_until: instantOf(planned.until) };
    case "nothing":
      return { action: "nothing", reason, waits_until: null };
  }
}

function presentAttempt(attempt: ExplainedAccessCode["attempts"][number]): WireAttempt {
  return {
    attempt_id: attempt.id,
    action: actions[attempt.kind],
    reason: attempt.why,
    started_at: writeInstant(attempt.startedAt),
    finished_at: instantOf(attempt.finishedAt),
    outcome: attempt.outcome?.kind ?? "unknown",
    description: outcomeInWords(attempt.kind, attempt.outcome),
  };
}

function presentNext({ next }: ExplainedAccessCode["explanation"]): Pick<WireExplanation["next"], "action" | "at"> {
  switch (next.kind) {
    case "attempt":
      return { action: actions[next.step], at: writeInstant(next.at) };
    case "due":
      return { action: "decide", at: writeInstant(next.at) };
    case "start":
      return { action: "open", at: writeInstant(next.at) };
    case "end":
      return { action: "take_off_lock", at: writeInstant(next.at) };
    case "look":
      return { action: "look", at: writeInstant(next.at) };
    case "nothing":
      return { action: "nothing", at: null };
  }
}

function attemptAt({ next }: ExplainedAccessCode["explanation"]): string | null {
  return next.kind === "attempt" || next.kind === "end" ? writeInstant(next.at) : null;
}

function instantOf(at: number | undefined): string | null {
  return at === undefined ? null : writeInstant(at);
}
