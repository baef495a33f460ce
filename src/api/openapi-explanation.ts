import { explainedCauseCodes } from "#domain/explained-causes.ts";
import {
  actor,
  evidence,
  grade,
  instant,
  listOf,
  nullableInstant,
  nullableText,
  object,
  oneOf,
  text,
  uuid,
} from "./openapi-shapes.ts";

const operation = ["put_on_lock", "take_off_lock", "compute_pin"] as const;
const issue = { type: "object", additionalProperties: true };

/** Why a code stands as it does. The official command line asks each resource for the path that it belongs to. */
export const explanation = {
  ...object({
    access_code_id: uuid,
    device_id: uuid,
    explained_at: instant,
    status: oneOf("unset", "setting", "set", "removing", "unknown", "gone"),
    summary: text,
    cause: {
      ...object({
        cause_code: oneOf(...explainedCauseCodes),
        message: text,
        lies_with: oneOf("nobody", "host", "people_at_lock", "device", "provider", "server"),
        since: nullableInstant,
        remedy: { ...nullableText, description: "What a person can do; null: nothing has to be done." },
      }),
      nullable: true,
      description: "Exactly one of a code that is not set; null: it is set.",
    },
    wanted: object({
      name: nullableText,
      starts_at: nullableInstant,
      ends_at: nullableInstant,
      version: { type: "integer" },
      requests: listOf(object({ requested_at: instant, requested_by: actor, description: text })),
    }),
    plan: object({ action: oneOf(...operation, "wait", "nothing"), reason: text, waits_until: nullableInstant }),
    attempts: listOf(
      object({
        attempt_id: uuid,
        action: oneOf(...operation),
        reason: text,
        started_at: instant,
        finished_at: nullableInstant,
        outcome: oneOf("done", "pending", "refused", "failed", "unknown"),
        description: text,
      }),
    ),
    knowledge: object({
      evidence,
      last_seen_at: nullableInstant,
      last_look_at: nullableInstant,
      best_by_looking: { ...grade, description: "The most that looking at this lock can prove." },
      description: text,
    }),
    errors: listOf(issue),
    warnings: listOf(issue),
    next: object({
      action: oneOf(...operation, "decide", "open", "look", "nothing"),
      at: nullableInstant,
      waits_for: { ...nullableText, description: "What has to change before anything is tried; null: nothing has to." },
      description: text,
    }),
    next_attempt_at: {
      ...nullableInstant,
      description: "When a step for this code is tried next; null: not before what next.waits_for names.",
    },
    next_look_at: nullableInstant,
    story: { ...listOf(text), description: "All of it in words, from what was asked to what a person can do." },
  }),
  "x-route-path": "/access_codes",
};
