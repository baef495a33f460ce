import {
  type AddedPath,
  actor,
  instant,
  listOf,
  nullableInstant,
  nullableText,
  object,
  oneOf,
  ref,
  type Schemas,
  text,
  uuid,
} from "./openapi-shapes.ts";

// What people look through: paths of our own, which the console is made of.

const count = { type: "integer" };
const flag = { type: "boolean" };
const pagination = { $ref: "#/components/schemas/pagination" };
const pagesOf = (most: number) => ({
  limit: { type: "number", format: "float", default: most },
  page_cursor: nullableText,
});
const door = object({ device_id: uuid, display_name: text, time_zone: nullableText });

const health = object({
  doors: object({ all: count, offline: count, low_battery: count }),
  connected_accounts: object({ all: count, disconnected: count, failing: count }),
  access_codes: object({ all: count, weakly_proved: count, changed_by_others: count }),
  troubles: listOf(object({ kind: oneOf("refused", "failed"), because: text, access_codes: count })),
  providers: listOf(
    object({ provider: text, doors: count, offline: count, connected_accounts: count, disconnected: count }),
  ),
  doors_to_look_after: listOf(ref("device")),
});

export const overviewResources: Schemas = {
  revealed_code: {
    ...object({ access_code_id: uuid, pin: nullableText }),
    "x-route-path": "/access_codes",
  },
  found_code: {
    ...object({ access_code: ref("unmanaged_access_code"), door, kept_at: nullableInstant }),
    "x-route-path": "/access_codes/unmanaged",
  },
  workspace_health: { ...health, "x-route-path": "/workspaces" },
  audit_entry: {
    ...object({
      audit_entry_id: uuid,
      workspace_id: uuid,
      action: oneOf("access_code.revealed"),
      occurred_at: instant,
      actor,
      device_id: { ...uuid, nullable: true },
      access_code_id: { ...uuid, nullable: true },
      reason: nullableText,
    }),
    "x-route-path": "/audit_entries",
  },
  arrival: {
    ...object({
      arrival_id: text,
      name: nullableText,
      starts_at: instant,
      ends_at: instant,
      access_codes: listOf(ref("access_code")),
    }),
    "x-route-path": "/arrivals",
  },
  entry: {
    ...object({
      event_id: uuid,
      kind: oneOf("unlocked", "denied"),
      occurred_at: instant,
      door,
      method: nullableText,
      attribution: {
        ...oneOf("known", "guessed", "unknown"),
        description:
          "The lock or its maker named the code; none was named, and one code alone opened the door then; several did, or none that is known.",
      },
      access_code: {
        ...object({ access_code_id: uuid, name: nullableText, is_managed: flag }),
        nullable: true,
      },
    }),
    "x-route-path": "/entries",
  },
};

export const overviewPaths: Readonly<Record<string, AddedPath>> = {
  "/access_codes/reveal": {
    summary: "The PIN of an access code, managed or not, for somebody to read; that they did is written down",
    params: { access_code_id: uuid, reason: { ...text, maxLength: 500 } },
    required: ["access_code_id"],
    answer: { revealed_code: ref("revealed_code") },
  },
  "/access_codes/search": {
    summary: "Codes of all doors, newest first, found by part of a name or id or by exact digits",
    params: {
      access_code_ids: { ...listOf(uuid), maxItems: 500 },
      search: { ...text, maxLength: 200 },
      device_id: uuid,
      common_code_key: { ...text, minLength: 1 },
      is_managed: { ...flag, description: "Absent: managed or not." },
      ...pagesOf(100),
    },
    required: [],
    answer: {
      access_codes: listOf(ref("access_code")),
      unmanaged_access_codes: listOf(ref("unmanaged_access_code")),
      doors: listOf(door),
      pagination,
    },
  },
  "/access_codes/unmanaged/keep": {
    summary:
      "Say of a code that was found on a lock that it may stay there, or take that back; the lock stays as it is",
    params: { access_code_id: uuid, is_kept: { ...flag, default: true } },
    required: ["access_code_id"],
    answer: {},
  },
  "/access_codes/unmanaged/list_found": {
    summary: "The codes that were found on locks, at every door: those to be decided on, or those that may stay",
    params: { is_kept: { ...flag, default: false }, ...pagesOf(200) },
    required: [],
    answer: {
      found_codes: listOf(ref("found_code")),
      pagination,
    },
  },
  "/arrivals/list": {
    summary: "The stays that begin within some hours, or began in the last twelve, with the code of each door",
    params: {
      hours: { type: "integer", minimum: 1, maximum: 336, default: 72 },
      limit: { type: "integer", minimum: 1, maximum: 2_000, default: 500 },
      only_at_risk: { ...flag, default: false },
    },
    required: [],
    answer: {
      arrivals: listOf(ref("arrival")),
      doors: listOf(door),
      summary: object({ arrivals: count, access_codes: count, ready: count, at_risk: count, is_complete: flag }),
    },
  },
  "/audit_entries/list": {
    summary: "Who was shown which PIN and when, newest first",
    params: { access_code_id: uuid, ...pagesOf(100) },
    required: [],
    answer: { audit_entries: listOf(ref("audit_entry")), pagination },
  },
  "/entries/list": {
    summary: "Who came in and who was refused, newest first, with how it is known whose code it was",
    params: { device_id: uuid, access_code_id: uuid, ...pagesOf(100) },
    required: [],
    answer: { entries: listOf(ref("entry")), pagination },
  },
  "/workspaces/get_health": {
    summary: "What is well in the workspace and what is not, in numbers, and the doors to look after",
    params: {},
    required: [],
    answer: { health: ref("workspace_health") },
  },
};
