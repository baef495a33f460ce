import type { EventId, WebhookId, WorkspaceId } from "./ids.ts";

/** Why an endpoint gets nothing any more: it said that it is gone, it did nothing but fail for days, or the customer wished so. */
export type DisabledBecause = "gone" | "failing" | "request";

/** A customer's endpoint. Times are epoch milliseconds. */
export interface Webhook {
  readonly id: WebhookId;
  readonly workspaceId: WorkspaceId;
  readonly url: string;
  /** Types of events; `["*"]`: every type. */
  readonly eventTypes: readonly string[];
  readonly createdAt: number;
  /** The first of the failures since the last success. */
  readonly failingSince: number | undefined;
  readonly disabled: { readonly at: number; readonly because: DisabledBecause } | undefined;
}

/** What deliveries are signed with. */
export interface WebhookSecret {
  /** `whsec_` and the key in base64. */
  readonly secret: string;
  /** It has been replaced, and signs no longer than until then, epoch milliseconds. */
  readonly until: number | undefined;
}

/** An event on its way to an endpoint. Times are epoch milliseconds. */
export interface Delivery {
  readonly webhookId: WebhookId;
  readonly eventId: EventId;
  readonly eventType: string;
  /** `stopped`: its endpoint was disabled before it was had. */
  readonly state: "waiting" | "delivered" | "failed" | "stopped";
  /** `undefined` unless it is waiting. */
  readonly nextDueAt: number | undefined;
  readonly createdAt: number;
  /** Oldest first. */
  readonly attempts: readonly DeliveryAttempt[];
}

/** One recorded try of one delivery. */
export interface DeliveryAttempt {
  /** 1, 2, 3 ... for each delivery. */
  readonly number: number;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** The HTTP status of the answer, where there was one. */
  readonly status: number | undefined;
  /** Why there was no answer. */
  readonly failure: DeliveryFailure | undefined;
  /** The beginning of an answer that was no success, at most 4 KB; `undefined` where nothing was kept. */
  readonly answer: string | undefined;
}

/** Why there was no answer: names of causes, never somebody else's text. */
export type DeliveryFailure =
  | "bad_url"
  | "forbidden_address"
  | "unknown_host"
  | "connection_refused"
  | "connection_broken"
  | "tls_failed"
  | "timeout";
