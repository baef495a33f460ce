import { writeInstant } from "#api/contract/instant.ts";
import type { WireDelivery, WireWebhook } from "#api/contract/wire.ts";
import type { Delivery, DisabledBecause, Webhook } from "#domain/webhook.ts";

/** `secret` only where it is shown: at creation and at rotation. */
export function presentWebhook(webhook: Webhook, secret?: string): WireWebhook {
  const { disabled } = webhook;
  return {
    webhook_id: webhook.id,
    url: webhook.url,
    event_types: [...webhook.eventTypes],
    ...(secret === undefined ? {} : { secret }),
    created_at: writeInstant(webhook.createdAt),
    failing_since: instantOrNull(webhook.failingSince),
    disabled_at: instantOrNull(disabled?.at),
    disabled_reason: disabled === undefined ? null : reasons[disabled.because],
  };
}

export function presentDelivery(delivery: Delivery): WireDelivery {
  return {
    webhook_id: delivery.webhookId,
    event_id: delivery.eventId,
    event_type: delivery.eventType,
    status: delivery.state,
    next_attempt_at: instantOrNull(delivery.nextDueAt),
    created_at: writeInstant(delivery.createdAt),
    attempts: delivery.attempts.map((attempt) => ({
      attempt_number: attempt.number,
      started_at: writeInstant(attempt.startedAt),
      duration_ms: attempt.durationMs,
      response_status: attempt.status ?? null,
      failure: attempt.failure ?? null,
      response_body: attempt.answer ?? null,
    })),
  };
}

const reasons = {
  gone: "endpoint_gone",
  failing: "endpoint_failing",
  request: "disabled_by_request",
} as const satisfies Record<DisabledBecause, WireWebhook["disabled_reason"]>;

function instantOrNull(ms: number | undefined): string | null {
  return ms === undefined ? null : writeInstant(ms);
}
