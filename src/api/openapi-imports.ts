import { type AddedPath, instant, listOf, object, oneOf, ref, type Schemas, text, uuid } from "./openapi-shapes.ts";

const flag = { type: "boolean" };
const wantedCode = {
  name: text,
  code: { ...text, pattern: "^\\d{4,9}$" },
  preferred_code_length: { type: "number" },
  starts_at: instant,
  ends_at: instant,
  prefer_native_scheduling: flag,
  is_external_modification_allowed: flag,
  allow_external_modification: flag,
  attempt_for_offline_device: { ...flag, default: true },
  use_backup_access_code_pool: flag,
  is_offline_access_code: flag,
  use_offline_access_code: flag,
  is_one_time_use: flag,
  max_time_rounding: { ...oneOf("1hour", "1day", "1h", "1d"), default: "1hour" },
};
const importKey = {
  ...text,
  minLength: 1,
  maxLength: 200,
  description: "Your own, one for each code in the workspace: sent again it makes no second code.",
};
const error = {
  ...object(
    {
      type: text,
      message: text,
      data: { type: "object", additionalProperties: true },
      validation_errors: { type: "object", additionalProperties: true },
    },
    ["type", "message"],
  ),
  nullable: true,
  description: "Why the code was refused, as /access_codes/create would say it.",
};
/** What the official command line builds itself from takes no shape that has no name. */
export const importResources: Schemas = {
  import_outcome: {
    ...object({
      import_key: text,
      outcome: oneOf("created", "already_imported", "refused"),
      access_code_id: { ...uuid, nullable: true },
      error,
    }),
    "x-route-path": "/access_codes",
  },
};

/** Many codes at once: a path of our own. */
export const importPaths: Readonly<Record<string, AddedPath>> = {
  "/access_codes/import": {
    summary: "Make many codes of any doors, each for itself, with one outcome for each in their order",
    params: {
      codes: {
        ...listOf(object({ import_key: importKey, device_id: uuid, ...wantedCode }, ["import_key", "device_id"])),
        minItems: 1,
        maxItems: 1_000,
      },
    },
    required: ["codes"],
    answer: { outcomes: listOf(ref("import_outcome")) },
  },
};
