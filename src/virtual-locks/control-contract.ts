import { z } from "zod";
import { accountConditions, deviceConditions } from "#domain/catalog/causes.ts";
import { instant, optionalInstant } from "./requests.ts";

const wholeMs = z.number().int().min(0);
/** Safe as one segment of an address. */
const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/);
/** Ten years either way: more is no clock. */
const clockError = z.number().int().min(-315_360_000_000).max(315_360_000_000);
const digits = z.string().regex(/^[0-9]{1,20}$/);

const constraint = z.object({
  constraint_type: z.enum([
    "no_zeros",
    "cannot_start_with_12",
    "no_triple_consecutive_ints",
    "cannot_specify_pin_code",
    "pin_code_matches_existing_set",
    "start_date_in_future",
    "no_ascending_or_descending_sequence",
    "at_least_three_unique_digits",
    "no_all_same_digits",
    "unique_first_four_digits",
    "cannot_contain_089",
    "cannot_contain_0789",
    "name_length",
    "name_must_be_unique",
  ]),
  min_length: z.number().int().optional(),
  max_length: z.number().int().optional(),
});

/** How one lock differs from its model; the names are those of the `capabilities` extension. */
const overrides = z
  .object({
    supported_code_lengths: z.array(z.number().int().min(1).max(20)),
    max_active_codes_supported: z.number().int().min(0),
    code_constraints: z.array(constraint),
    has_keypad: z.boolean(),
    native_scheduling: z.boolean(),
    codes_readable: z.boolean(),
    updates_in_place: z.boolean(),
    unmanaged: z.object({ listed: z.boolean(), convertible: z.boolean(), deletable: z.boolean() }).partial().strict(),
    shares_code_across_windows: z.boolean(),
    names_code_on_entry: z.boolean(),
    programming_ms: wholeMs,
    max_pending_jobs: z.number().int().min(0),
  })
  .partial()
  .strict();

export const codeSpec = z
  .object({
    access_code_id: id.optional(),
    name: z.string().min(1).max(100),
    code: digits,
    starts_at: optionalInstant,
    ends_at: optionalInstant,
  })
  .strict();

export const deviceSpec = z
  .object({
    /** A key of `profiles`. */
    profile: z.string(),
    name: z.string().min(1).max(100),
    /** What other devices of the same account call it in `hub`. */
    key: z.string().optional(),
    lock_id: id.optional(),
    /** The `key` or id of the hub it is paired with. */
    hub: z.string().optional(),
    address: z.string().max(200).optional(),
    location: z.object({ latitude: z.number(), longitude: z.number() }).optional(),
    timezone: z.string().optional(),
    hides_timezone: z.boolean().optional(),
    online: z.boolean().optional(),
    /** 0 to 100. */
    battery_level: z.number().int().min(0).max(100).optional(),
    lock_state: z.enum(["locked", "unlocked"]).optional(),
    clock_error_ms: clockError.optional(),
    /** The one length of its codes, for a model that has one a lock. */
    code_length: z.number().int().min(1).max(20).optional(),
    codes: z.array(codeSpec).optional(),
    overrides: overrides.optional(),
  })
  .strict();

export const accountSpec = z
  .object({
    account_id: id.optional(),
    email: z.string().email().max(200),
    password: z.string().min(1).max(200),
    /** The client whose refresh token the answer holds; otherwise only the control API's own. */
    client_id: z.string().optional(),
    locks: z.array(deviceSpec).max(20_000),
  })
  .strict();

export const clientSpec = z
  .object({
    client_id: z.string().min(1).max(200),
    client_secret: z.string().min(1).max(200),
    redirect_uris: z.array(z.string().url()),
  })
  .strict();

export const faultSpec = z
  .object({
    latency_ms: wholeMs,
    programming_ms: wholeMs,
    fail_next: z.object({ count: z.number().int().min(1), status: z.number().int().min(400).max(599) }).strict(),
    fail_writes: z.object({ status: z.number().int().min(400).max(599) }).strict(),
    lose_replies: z.object({ count: z.number().int().min(1), as: z.enum(["cut", "timeout"]).default("cut") }).strict(),
    error_rate: z.number().min(0).max(1),
    rate_per_minute: z.number().int().min(0),
    drop_writes: z.number().int().min(1),
    stale_listing_ms: wholeMs,
    unconfirmed_listing_ms: wholeMs,
    outage: z.boolean(),
    obstructed: z.boolean(),
  })
  .partial()
  .strict();

export const tamperSpec = z.discriminatedUnion("do", [
  codeSpec.omit({ access_code_id: true }).extend({ do: z.literal("add") }),
  z
    .object({
      do: z.literal("change"),
      access_code_id: z.string(),
      name: z.string().min(1).max(100).optional(),
      code: digits.optional(),
      starts_at: instant.nullable().optional(),
      ends_at: instant.nullable().optional(),
    })
    .strict(),
  z.object({ do: z.literal("remove"), access_code_id: z.string() }).strict(),
  z.object({ do: z.literal("wipe") }).strict(),
]);

export const typedCode = z.object({ code: digits }).strict();
export const turnSpec = z.object({ to: z.enum(["locked", "unlocked"]) }).strict();
export const connectionSpec = z.object({ online: z.boolean() }).strict();
export const batterySpec = z.object({ level: z.number().int().min(0).max(100) }).strict();
/** `null`: the lock is left without one. */
export const hubSpec = z.object({ hub: z.string().nullable() }).strict();
export const keypadSpec = z
  .object({ fitted: z.boolean(), supported_code_lengths: z.array(z.number().int().min(1).max(20)).min(1).optional() })
  .strict();
export const timeZoneSpec = z.object({ timezone: z.string().nullable() }).strict();
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
/** The user levels of the lock's site, in place of those that it had; without times of day, one of whole days. */
export const userLevelsSpec = z
  .object({
    user_levels: z
      .array(
        z
          .object({
            user_level_id: z.string().uuid(),
            name: z.string().min(1).max(100),
            prefix: z.number().int().min(0).max(99),
            check_in_time: clock.optional(),
            check_out_time: clock.optional(),
          })
          .strict()
          .refine((level) => (level.check_in_time === undefined) === (level.check_out_time === undefined)),
      )
      .max(20),
  })
  .strict();
export const deviceConditionSpec = z.object({ condition: z.enum(deviceConditions), holds: z.boolean() }).strict();
export const accountConditionSpec = z.object({ condition: z.enum(accountConditions), holds: z.boolean() }).strict();
export const siteSpec = z.object({ name: z.string().min(1).max(100), user_limit: z.number().int().min(0) }).strict();
export const clockSpec = z.object({ error_ms: clockError }).strict();

export type AccountSpec = z.output<typeof accountSpec>;
export type DeviceSpec = z.output<typeof deviceSpec>;
/** As it is sent: times are ISO 8601 text. */
export type AccountInput = z.input<typeof accountSpec>;
export type DeviceInput = z.input<typeof deviceSpec>;
export type ClientInput = z.input<typeof clientSpec>;
export type FaultInput = z.input<typeof faultSpec>;
export type UserLevelsInput = z.input<typeof userLevelsSpec>["user_levels"];
export type KeypadInput = z.input<typeof keypadSpec>;
export type TamperInput = z.input<typeof tamperSpec>;
