import { explanation } from "./openapi-explanation.ts";
import { importPaths, importResources } from "./openapi-imports.ts";
import { overviewPaths, overviewResources } from "./openapi-overviews.ts";
import { places, placesPaths } from "./openapi-places.ts";
import {
  type AddedPath,
  actor,
  evidence,
  instant,
  keypadAnswer,
  nullableText,
  object,
  readiness,
  type Schemas,
  text,
  uuid,
} from "./openapi-shapes.ts";

// What is served beyond the contract package: what later versions of the contract added (August 2026), and ours.

const appearance = {
  ...object({ name: text, first_name: text, last_name: text }, ["name"]),
  description: "The name exactly as the lock or the maker's app shows it.",
};
const change = {
  type: "object",
  properties: { code: nullableText, name: nullableText, starts_at: nullableText, ends_at: nullableText },
};
const pendingMutation = object(
  {
    mutation_code: {
      type: "string",
      enum: ["creating", "deferring_creation", "deleting", "updating_code", "updating_name", "updating_time_frame"],
    },
    created_at: instant,
    message: text,
    scheduled_at: instant,
    from: change,
    to: change,
  },
  ["mutation_code", "created_at", "message"],
);
const makers = {
  device_provider: object({ device_provider_name: text, display_name: text, provider_category: text }),
  device_manufacturer: object({ manufacturer: text, display_name: text }),
};

const count = { type: "integer" };
const leadMinutes = {
  type: "integer",
  nullable: true,
  minimum: 1,
  maximum: 1440,
  description:
    "So long before its start a code that is not known to stand on the device has a backup access code pulled for it, unasked. Null: never.",
};
const backupPool = {
  backup_access_code_pool: {
    ...object({ size: count, ready: count, pulled: count, low_since: { ...instant, nullable: true } }),
    nullable: true,
    description: "How the pool of backup access codes stands; null: none is kept.",
  },
  backup_access_code_fail_over_lead_minutes: leadMinutes,
};
const autonomyHorizon = {
  autonomy_horizon: {
    ...object({ ends_at: { ...instant, nullable: true } }),
    nullable: true,
    description:
      "Up to when the codes of the device stay right while no server reaches it; null: not known yet. `ends_at` in the past: something is not right already; null: without end.",
  },
};

const scheduling = {
  schedules_natively: {
    type: "boolean",
    description: "The device keeps the windows of codes itself; false: they are put on it and taken off just in time.",
  },
};

/** Fields of resources. */
export const addedFields: Readonly<Record<string, Schemas>> = {
  access_code: {
    workspace_id: uuid,
    pending_mutations: { type: "array", items: pendingMutation },
    appearance,
    dormakaba_oracode_metadata: object({
      user_level_id: uuid,
      user_level_name: text,
      site_name: text,
      is_cancellable: { type: "boolean" },
      is_extendable: { type: "boolean" },
    }),
    evidence,
    readiness,
  },
  unmanaged_access_code: {
    workspace_id: uuid,
    appearance,
    cannot_be_managed: { type: "boolean", enum: [true] },
    cannot_delete_unmanaged_access_code: { type: "boolean", enum: [true] },
  },
  connected_account: { display_name: text },
  device: { ...makers, space_ids: { type: "array", items: uuid }, ...backupPool, ...autonomyHorizon, ...scheduling },
  unmanaged_device: {
    ...makers,
    custom_metadata: { type: "object", additionalProperties: { oneOf: [text, { type: "boolean" }] } },
  },
  webhook: {
    created_at: instant,
    failing_since: { ...instant, nullable: true, description: "The first failure since the last success." },
    disabled_at: { ...instant, nullable: true },
    disabled_reason: {
      ...nullableText,
      enum: ["endpoint_gone", "endpoint_failing", "disabled_by_request", null],
      description: "It answered 410; nothing but failure for five days; it was disabled with is_enabled.",
    },
  },
  workspace: {
    organization_id: { ...uuid, nullable: true },
    is_publishable_key_auth_enabled: { type: "boolean" },
    publishable_key: { ...text, description: "Shown where it works, and not to client sessions." },
  },
  client_session: { customer_key: text },
};

const pagination = { $ref: "#/components/schemas/pagination" };
const limit = { type: "number", format: "float", default: 500 };
const pages = { limit, page_cursor: nullableText };
const strangersFilters = { access_method_id: uuid, access_grant_id: uuid, access_grant_key: text, customer_key: text };
const strangersDeviceFilters = { customer_key: text };
const metadata = {
  type: "object",
  additionalProperties: { nullable: true, oneOf: [{ type: "string", maxLength: 500 }, { type: "boolean" }] },
};

/** Fields of requests. */
export const addedParams: Readonly<Record<string, Schemas>> = {
  "/access_codes/list": { search: text, ...strangersFilters },
  "/access_codes/unmanaged/list": { search: text },
  "/action_attempts/list": { device_id: uuid, ...pages },
  "/devices/list": strangersDeviceFilters,
  "/devices/unmanaged/list": strangersDeviceFilters,
  "/locks/list": strangersDeviceFilters,
  "/devices/unmanaged/update": { custom_metadata: metadata },
  "/devices/update": {
    backup_access_code_pool_enabled: { type: "boolean" },
    backup_access_code_pool_size: { type: "integer", minimum: 1, maximum: 10, default: 2 },
    backup_access_code_fail_over_lead_minutes: leadMinutes,
  },
  "/connect_webviews/list": { customer_key: text },
  "/connect_webviews/create": { excluded_providers: { type: "array", items: text } },
  "/workspaces/update": { is_publishable_key_auth_enabled: { type: "boolean" } },
  "/webhooks/update": { is_enabled: { type: "boolean" } },
};

/** Keys of answers. */
export const addedAnswers: Readonly<Record<string, Schemas>> = {
  "/action_attempts/list": { pagination },
  "/devices/unmanaged/list": { pagination },
  "/locks/list": { pagination },
  "/locks/simulate/keypad_code_entry": {
    keypad: keypadAnswer,
  },
};

const deliveryAttempt = object({
  attempt_number: { type: "integer" },
  started_at: instant,
  duration_ms: { type: "integer" },
  response_status: { type: "integer", nullable: true },
  failure: { ...nullableText, description: "Why there was no answer." },
  response_body: { ...nullableText, description: "The beginning of an answer that was no success, at most 4 KB." },
});
const deliveryStatus = { type: "string", enum: ["waiting", "delivered", "failed", "stopped"] };
const delivery = { $ref: "#/components/schemas/delivery" };
const apiKey = { $ref: "#/components/schemas/api_key" };
const webhook = { $ref: "#/components/schemas/webhook" };

/** Resources that the contract does not have. The official command line asks each for the path that it belongs to. */
export const addedResources: Schemas = {
  delivery: {
    ...object({
      webhook_id: text,
      event_id: uuid,
      event_type: text,
      status: deliveryStatus,
      next_attempt_at: { ...instant, nullable: true },
      created_at: instant,
      attempts: { type: "array", items: deliveryAttempt },
    }),
    "x-route-path": "/webhooks",
  },
  api_key: {
    ...object(
      {
        api_key_id: uuid,
        workspace_id: uuid,
        name: text,
        short_token: { ...text, description: "The token's part that is no secret." },
        token: { ...text, description: "Only in the answer to its creation." },
        created_at: instant,
        expires_at: { ...instant, nullable: true },
        revoked_at: { ...instant, nullable: true },
      },
      ["api_key_id", "workspace_id", "name", "short_token", "created_at", "expires_at", "revoked_at"],
    ),
    "x-route-path": "/api_keys",
  },
  explanation,
  ...importResources,
  ...overviewResources,
  places,
  timeline_event: {
    ...object(
      {
        timeline_event_id: text,
        event_type: text,
        occurred_at: instant,
        description: text,
        actor,
        details: { type: "object", additionalProperties: true },
        related_resource_ids: { type: "object", additionalProperties: text },
      },
      ["timeline_event_id", "event_type", "occurred_at", "description", "actor", "related_resource_ids"],
    ),
    "x-route-path": "/access_codes",
  },
};

const timeZone = object({ time_zone: text });
const deviceMetadata = object(
  { device_id: uuid, schlage_metadata: timeZone, ultraloq_metadata: timeZone, omnitec_metadata: timeZone },
  ["device_id"],
);
const keyName = { ...text, minLength: 1, maxLength: 200 };

/** Paths that the contract does not have. */
export const addedPaths: Readonly<Record<string, AddedPath>> = {
  ...placesPaths,
  "/api_keys/create": {
    summary: "Make an API key; its token is shown here and never again",
    params: { name: keyName, expires_at: instant },
    required: ["name"],
    answer: { api_key: apiKey },
  },
  "/api_keys/list": {
    summary: "The workspace's API keys, the revoked and the expired among them",
    params: {},
    required: [],
    answer: { api_keys: { type: "array", items: apiKey } },
  },
  "/api_keys/update": {
    summary: "Name an API key anew, or have it expire at another time; null: never",
    params: { api_key_id: uuid, name: keyName, expires_at: { ...instant, nullable: true } },
    required: ["api_key_id"],
    answer: { api_key: apiKey },
  },
  "/api_keys/revoke": {
    summary: "Have an API key open nothing any more",
    params: { api_key_id: uuid },
    required: ["api_key_id"],
    answer: {},
  },
  "/access_codes/explain": {
    summary: "Why an access code stands as it does, how that is known, and what happens next; also of one that is gone",
    params: { access_code_id: uuid },
    required: ["access_code_id"],
    answer: { explanation: { $ref: "#/components/schemas/explanation" } },
  },
  ...overviewPaths,
  ...importPaths,
  "/access_codes/retry": {
    summary: "Have the lock of an access code looked at now, and what did not succeed there tried again at once",
    params: { access_code_id: uuid },
    required: ["access_code_id"],
    answer: { action_attempt: { $ref: "#/components/schemas/action_attempt" } },
    actionAttemptType: "UPDATE_ACCESS_CODE",
  },
  "/access_codes/get_timeline": {
    summary: "What happened to an access code and what was tried for it, newest first; also of one that is gone",
    params: {
      access_code_id: uuid,
      after: instant,
      before: instant,
      limit: { type: "integer", minimum: 1, maximum: 200, default: 50 },
      event_types: { type: "array", items: text },
    },
    required: ["access_code_id"],
    answer: {
      timeline_events: {
        type: "array",
        items: { $ref: "#/components/schemas/timeline_event" },
      },
      pagination: object({ has_more: { type: "boolean" }, next_cursor: nullableText, prev_cursor: nullableText }),
    },
  },
  "/access_codes/simulate/tamper": {
    summary: "Have somebody give a code at a virtual lock another PIN, or take it off, behind our back",
    params: {
      access_code_id: uuid,
      code: { ...text, minLength: 4, maxLength: 8, description: "Left out: it is taken off." },
    },
    required: ["access_code_id"],
    answer: {},
  },
  "/connected_accounts/simulate/disconnect": {
    summary: "Sign a sandbox account out, as its provider would",
    params: { connected_account_id: uuid },
    required: ["connected_account_id"],
    answer: {},
  },
  "/devices/report_provider_metadata": {
    summary: "State what a provider does not say of devices: the time zone of each",
    params: { devices: { type: "array", items: deviceMetadata } },
    required: ["devices"],
    answer: {},
  },
  "/devices/simulate/paid_subscription": {
    summary: "Have a device's subscription at its maker expire, or be paid again",
    params: { device_id: uuid, is_expired: { type: "boolean" } },
    required: ["device_id", "is_expired"],
    answer: {},
  },
  "/locks/configure_auto_lock": {
    summary: "Have a lock lock itself after a while, or not",
    params: {
      device_id: uuid,
      auto_lock_enabled: { type: "boolean" },
      auto_lock_delay_seconds: { type: "integer", minimum: 1, maximum: 60 },
    },
    required: ["device_id", "auto_lock_enabled"],
    answer: {},
  },
  "/webhooks/list_deliveries": {
    summary: "What became of a webhook's deliveries, newest first",
    params: {
      webhook_id: text,
      event_id: uuid,
      status: deliveryStatus,
      limit: { ...limit, default: 100 },
      page_cursor: nullableText,
    },
    required: ["webhook_id"],
    answer: { deliveries: { type: "array", items: delivery }, pagination },
  },
  "/webhooks/redeliver": {
    summary: "Delivers an event again, or for the first time where it is older than the webhook",
    params: { webhook_id: text, event_id: uuid },
    required: ["webhook_id", "event_id"],
    answer: { delivery },
  },
  "/webhooks/rotate_secret": {
    summary: "Gives a webhook a new secret; the old one signs beside it for 24 hours",
    params: { webhook_id: text },
    required: ["webhook_id"],
    answer: { webhook },
  },
};
