import { writeInstant } from "#api/contract/instant.ts";
import type { WireActor, WireTimelineEvent } from "#api/contract/wire.ts";
import { askedBy, type Moment, momentId, type Timeline } from "#app/access-code-timeline.ts";
import type { Event } from "#domain/event.ts";
import type { Evidence } from "#domain/observation.ts";
import { actorInWords, presentActor } from "./actor.ts";
import { beginningInWords, outcomeInWords } from "./attempt-in-words.ts";
import { codeEventInWords } from "./code-event-in-words.ts";

const byOthers =
  /^access_code\.(modified_external_to_seam|deleted_external_to_seam|unmanaged\.(created|removed))$|^lock\./;

export function presentMoment(moment: Moment, timeline: Pick<Timeline, "names" | "timeZone">): WireTimelineEvent {
  const actor = actorOf(moment, timeline.names);
  return {
    timeline_event_id: momentId(moment),
    event_type: moment.type,
    occurred_at: writeInstant(moment.at),
    description: descriptionOf(moment, actor, timeline.timeZone),
    actor,
    ...detailsOf(moment),
    related_resource_ids: {
      device_id: moment.deviceId,
      ...(moment.kind === "event" ? relatedTo(moment.event) : {}),
    },
  };
}

function actorOf(moment: Moment, names: Timeline["names"]): WireActor {
  const by = askedBy(moment);
  if (by !== undefined) return presentActor(by, names);
  return { type: byOthers.test(moment.type) ? "external" : "system" };
}

function descriptionOf(moment: Moment, actor: WireActor, timeZone: string | undefined): string {
  switch (moment.kind) {
    case "event":
      return codeEventInWords(moment.event, actor, timeZone);
    case "attempt_started":
      return beginningInWords(moment.attempt.kind, moment.attempt.why);
    case "attempt_finished":
      return outcomeInWords(moment.attempt.kind, moment.outcome);
    case "evidence":
      return evidenceInWords[moment.grade];
    case "last_seen":
      return "The code was last known to be on the lock.";
    case "revealed":
      return `${actorInWords(actor)} was shown the PIN${moment.entry.reason === undefined ? "" : `: ${moment.entry.reason}`}.`;
  }
}

const evidenceInWords: Readonly<Record<Evidence, string>> = {
  assumed: "The code was sent, and nothing was heard of it.",
  claimed: "The lock's maker accepted the code for the lock.",
  acknowledged: "The lock confirmed that it holds the code.",
  read_back: "The code was read back from the lock.",
  used: "Somebody opened the door with the code.",
};

/** Without what holds PINs. */
function detailsOf(moment: Moment): Pick<WireTimelineEvent, "details"> {
  switch (moment.kind) {
    case "event":
      return Object.keys(moment.event.payload ?? {}).length === 0 ? {} : { details: { ...moment.event.payload } };
    case "attempt_started":
      return { details: { operation: moment.attempt.kind } };
    case "attempt_finished":
      return { details: { operation: moment.attempt.kind, outcome: moment.outcome.kind } };
    case "evidence":
      return { details: { grade: moment.grade } };
    case "last_seen":
    case "revealed":
      return {};
  }
}

function relatedTo(event: Event): Readonly<Record<string, string>> {
  return {
    event_id: event.id,
    ...(event.accountId === undefined ? {} : { connected_account_id: event.accountId }),
    ...(event.actionAttemptId === undefined ? {} : { action_attempt_id: event.actionAttemptId }),
  };
}
