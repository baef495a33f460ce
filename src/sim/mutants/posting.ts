import type { Mutant } from "./mutant.ts";

/** Bugs in what endpoints are sent, and when. */
export const postingMutants: readonly Mutant[] = [
  {
    name: "a-redirect-is-a-yes",
    breaks: "An endpoint that points elsewhere is taken to have the event.",
    file: "webhooks/try-delivery.ts",
    edits: [["answered.status < 300", "answered.status < 400"]],
  },
  {
    name: "one-try",
    breaks: "An event that an endpoint did not take is given up.",
    file: "webhooks/try-delivery.ts",
    edits: [["tries: delivery.tries + 1", "tries: delivery.tries + 8"]],
  },
  {
    name: "try-at-once",
    isOfThePost: true,
    breaks: "What failed is tried again without a wait.",
    file: "webhooks/schedule.ts",
    edits: [["const gapsMs = [5 * second,", "const gapsMs = [0 * second,"]],
  },
  {
    name: "sign-with-the-oldest",
    isOfThePost: true,
    breaks: "After a new secret was given, messages are signed with the old one.",
    file: "webhooks/sign.ts",
    edits: [["const signatures = inUse.map(", "const signatures = inUse.slice(-1).map("]],
  },
  {
    name: "send-for-ever",
    isOfThePost: true,
    breaks: "What an endpoint has had is sent again.",
    file: "store/webhook-turns.ts",
    edits: [
      [
        "set state = t.state, next_due_at = t.next_due_at, tries = d.tries + 1",
        "set state = 'waiting', next_due_at = coalesce(t.next_due_at, t.started_at + interval '1 minute'), tries = d.tries + 1",
      ],
    ],
  },
  {
    name: "tell-everybody-everything",
    isOfThePost: true,
    breaks: "An endpoint is sent what is due for any.",
    file: "store/webhook-turns.ts",
    edits: [["where webhook_id = $1 and next_due_at <= $2", "where $1::uuid is not null and next_due_at <= $2"]],
  },
];
