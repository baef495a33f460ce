/** Schemas by name. */
export type Schemas = Readonly<Record<string, object>>;

export const uuid = { type: "string", format: "uuid" };
export const text = { type: "string" };
export const nullableText = { type: "string", nullable: true };
export const instant = { type: "string", format: "date-time" };
export const nullableInstant = { ...instant, nullable: true };
/** One of the named shapes. */
export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

export const object = <Properties extends Schemas>(
  properties: Properties,
  required: readonly string[] = Object.keys(properties),
) => ({ type: "object", properties, required });
export const listOf = (items: object) => ({ type: "array", items });
export const oneOf = (...values: readonly string[]) => ({ type: "string", enum: values });

/** How it is known that a code is on its lock. */
export const grade = oneOf("used", "read_back", "acknowledged", "claimed", "assumed");
export const evidence = {
  ...listOf(object({ grade, at: instant, first_at: instant }, ["grade", "at"])),
  description: "How it is known that the code is on the lock, and when each grade was last had, the strongest first.",
};
/** Whether a code can be counted on. */
export const readiness = {
  ...object({
    mark: oneOf(
      "used",
      "read_back",
      "acknowledged",
      "claimed",
      "assumed",
      "scheduled",
      "waiting",
      "at_risk",
      "failed",
      "leaving",
    ),
    is_ready: { type: "boolean" },
    message: nullableText,
  }),
  description:
    "Whether the code can be counted on: a grade of evidence where it stands on the lock or was sent there, else what there is to say instead.",
};
/** Who asked for something or did it. */
export const actor = object(
  {
    type: oneOf("api_key", "console_user", "client_session", "system", "external"),
    id: text,
    display_name: text,
  },
  ["type"],
);

/** A path of our own: what it takes and what it answers. */
export interface AddedPath {
  readonly summary: string;
  readonly params: Schemas;
  readonly required: readonly string[];
  readonly answer: Schemas;
  /** Of a path that answers an action attempt: its type. */
  readonly actionAttemptType?: string;
}

/** What whoever types at a virtual keypad sees. */
export const keypadAnswer = {
  ...object({
    is_opened: { type: "boolean" },
    because: {
      ...nullableText,
      enum: ["no_keypad", "unknown_code", "outside_window", "used_up", "bolt_obstructed", "blocked", null],
    },
  }),
  description: "What whoever stands at the door sees: it opens, or does not and why.",
};
