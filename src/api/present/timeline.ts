import { writeInstant } from "#api/contract/instant.ts";
import { type Moment, momentId } from "#app/access-code-timeline.ts";
import type { Outcome } from "#domain/step.ts";

/** One line of a code's story, in the shape of a later version of the contract (August 2026). */
export interface WireTimelineEvent {
  readonly timeline_event_id: string;
  readonly event_type: string;
  readonly occurred_at: string;
  readonly description: string;
  readonly actor: { readonly type: "api_key" | "system" | "external" };
  readonly details?: Readonly<Record<string, unknown>>;
  readonly related_resource_ids: Readonly<Record<string, string>>;
}

const requested = ["access_code.created", "access_code.mutations_requested", "access_code.backup_access_code_pulled"];
const byOthers =
  /^access_code\.(modified_external_to_seam|deleted_external_to_seam|unmanaged\.(created|removed))$|^lock\./;

export function presentMoment(moment: Moment): WireTimelineEvent {
  return {
    timeline_event_id: momentId(moment),
    event_type: moment.type,
    occurred_at: writeInstant(moment.at),
    description: descriptionOf(moment),
    actor: { type: actorOf(moment) },
    ...detailsOf(moment),
    related_resource_ids: {
      device_id: moment.deviceId,
      ...(moment.kind === "event" ? relatedTo(moment.event) : {}),
    },
  };
}

function actorOf(moment: Moment): WireTimelineEvent["actor"]["type"] {
  const { type } = moment;
  if (moment.kind === "event" && moment.event.payload?.is_automatic === true) return "system";
  if (requested.includes(type)) return "api_key";
  return byOthers.test(type) ? "external" : "system";
}

function descriptionOf(moment: Moment): string {
  switch (moment.kind) {
    case "event":
      return `${sentenceCase(moment.type.split(".").slice(-1).join(" "))}.`;
    case "attempt_started":
      return `${begun[moment.attempt.kind]} ${moment.attempt.why}`;
    case "attempt_finished":
      return outcomeInWords(moment.outcome);
  }
}

type StartedAttempt = Extract<Moment, { kind: "attempt_started" }>;

const begun: Readonly<Record<StartedAttempt["attempt"]["kind"], string>> = {
  set: "Began to put the code on the device.",
  clear: "Began to take the code off the device.",
  issue: "Asked the device's maker to compute a PIN.",
};

function outcomeInWords(outcome: Outcome): string {
  switch (outcome.kind) {
    case "done":
      return "The device has done it.";
    case "pending":
      return "The device's provider has accepted it.";
    case "refused":
      return `The device's provider refused it. ${outcome.detail}`;
    case "failed":
      return `It failed. ${outcome.detail}`;
  }
}

/** Without what holds PINs. */
function detailsOf(moment: Moment): Pick<WireTimelineEvent, "details"> {
  switch (moment.kind) {
    case "event":
      return Object.keys(moment.event.payload ?? {}).length === 0 ? {} : { details: { ...moment.event.payload } };
    case "attempt_started":
      return { details: { operation: moment.attempt.kind } };
    case "attempt_finished":
      return { details: { operation: moment.attempt.kind, outcome: moment.outcome.kind } };
  }
}

function relatedTo(event: Extract<Moment, { kind: "event" }>["event"]): Readonly<Record<string, string>> {
  return {
    event_id: event.id,
    ...(event.accountId === undefined ? {} : { connected_account_id: event.accountId }),
    ...(event.actionAttemptId === undefined ? {} : { action_attempt_id: event.actionAttemptId }),
  };
}

function sentenceCase(words: string): string {
  const text = words.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
