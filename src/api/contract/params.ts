import { z } from "zod";
import type {
  AccessCodeId,
  ActionAttemptId,
  ApiKeyId,
  BridgeId,
  ClientSessionId,
  ConnectedAccountId,
  ConnectWebviewId,
  DeviceId,
  EventId,
  UserIdentityId,
  WebhookId,
} from "#domain/ids.ts";
import { readInstant } from "./instant.ts";

/** An id as text; the desk's typed id after checking. */
type IdParam<Id extends string> = z.ZodType<Id, z.ZodTypeDef, string>;

const uuid = z.string().uuid().toLowerCase();

/** One of our access codes' ids: a UUID. */
export const accessCodeId = uuid as unknown as IdParam<AccessCodeId>;
/** One of our devices' ids: a UUID. */
export const deviceId = uuid as unknown as IdParam<DeviceId>;
/** One of our connected accounts' ids: a UUID. */
export const connectedAccountId = uuid as unknown as IdParam<ConnectedAccountId>;
/** One of our connect webviews' ids: a UUID. */
export const connectWebviewId = uuid as unknown as IdParam<ConnectWebviewId>;
/** One of our action attempts' ids: a UUID. */
export const actionAttemptId = uuid as unknown as IdParam<ActionAttemptId>;
/** One of our events' ids: a UUID. */
export const eventId = uuid as unknown as IdParam<EventId>;
/** One of our webhooks' ids: text, of which the contract promises no form. */
export const webhookId = z.string().max(200) as unknown as IdParam<WebhookId>;
/** One of our client sessions' ids: a UUID. */
export const clientSessionId = uuid as unknown as IdParam<ClientSessionId>;
/** One of our user identities' ids: a UUID. */
export const userIdentityId = uuid as unknown as IdParam<UserIdentityId>;
/** One of our API keys' ids: a UUID. */
export const apiKeyId = uuid as unknown as IdParam<ApiKeyId>;
/** One of our bridges' ids: a UUID. */
export const bridgeId = uuid as unknown as IdParam<BridgeId>;
/** The id of something that we do not keep; nothing of ours belongs to it. */
export const strangersId = uuid;

/** An instant as ISO 8601 text with an offset or Z; epoch milliseconds after checking. */
export const instant = z.string().transform((text, context) => {
  const read = readInstant(text);
  if (typeof read === "number") return read;
  context.addIssue({ code: z.ZodIssueCode.custom, message: read });
  return z.NEVER;
});

/** The digits of a code, from `fewest` to `most` of them. */
export function digits(fewest: number, most: number): z.ZodString {
  return z.string().min(fewest).max(most).regex(/^\d+$/, "Expected digits only");
}

/** Custom metadata as it is changed: null and "" remove a key. */
export const metadataChanges = z
  .record(z.union([z.string().max(500), z.boolean(), z.null()]))
  .superRefine((metadata, context) => {
    const keys = Object.keys(metadata);
    if (keys.length > 50) context.addIssue({ code: z.ZodIssueCode.custom, message: "Expected at most 50 keys" });
    if (keys.some((key) => key.length > 40)) {
      context.addIssue({ code: z.ZodIssueCode.custom, message: "Expected keys of at most 40 characters" });
    }
    if (keys.some((key) => key.includes("."))) {
      context.addIssue({ code: z.ZodIssueCode.custom, message: "Expected keys without a full stop" });
    }
  });

/** The fields of a list in pages; asking for more than `most` at once gets `most`. */
export function pageParams(limit: number, most: number = limit) {
  return {
    limit: z
      .number()
      .int()
      .min(1)
      .default(limit)
      .transform((asked) => Math.min(asked, most)),
    page_cursor: z.string().nullable().optional(),
  };
}

/** The internal switch of the original that asks for a finished attempt; it is taken and changes nothing. */
export const sync = z.boolean().default(false);

/** The kinds of devices that an account may bring. */
export const acceptedCapabilities = z.array(z.enum(["lock", "thermostat", "noise_sensor", "access_control"]));
/** What custom metadata must hold. */
export const metadataFilter = z.record(z.union([z.string(), z.boolean()]));
