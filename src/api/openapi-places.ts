import {
  type AddedPath,
  evidence,
  instant,
  listOf,
  nullableInstant,
  nullableText,
  object,
  oneOf,
  readiness,
  text,
  uuid,
} from "./openapi-shapes.ts";

const count = { type: "integer" };
const onLock = {
  ...object({
    place: text,
    state: oneOf("on_lock", "arriving", "leaving"),
    starts_at: nullableInstant,
    ends_at: nullableInstant,
  }),
  nullable: true,
  description: "What is known to stand on the lock, with the time that the lock itself keeps; null: nothing.",
};
const resident = object({
  access_code_id: uuid,
  name: nullableText,
  taken_by: {
    ...oneOf("guest", "backup", "unmanaged", "unreadable"),
    description: "`unreadable`: not ours, and the lock hides its digits.",
  },
  created_at: instant,
  starts_at: nullableInstant,
  ends_at: nullableInstant,
  due_at: { ...nullableInstant, description: "From when it is to be on the lock; null: from the beginning." },
  on_lock: onLock,
  is_offline: { type: "boolean", description: "Its maker computed it for the lock, where it takes no place." },
  gone_at: { ...nullableInstant, description: "When it left the lock or was given up; null: it is not gone." },
  was_confirmed: { type: "boolean", description: "It was on the lock at some time." },
  evidence,
  readiness: { ...readiness, nullable: true },
});

/** The places of a lock, who has them, and when there will be none left. */
export const places = {
  ...object({
    device_id: uuid,
    looked_at: { ...nullableInstant, description: "When everything on the lock was last seen." },
    capacity: { ...count, nullable: true, description: "Null: the lock does not say." },
    taken: object({ guest: count, backup: count, unmanaged: count, unreadable: count }),
    free: { ...count, nullable: true },
    full: {
      ...object({ starts_at: instant, ends_at: nullableInstant }),
      nullable: true,
      description: "When, by what is wanted, no place is left for a guest; null: never. `ends_at` null: for good.",
    },
    most: {
      ...object({ at: instant, codes: count }),
      description: "The most codes, but for spare ones, that are to stand there together.",
    },
    are_numbered: { type: "boolean", description: "A place is a numbered slot." },
    access_codes: listOf(resident),
  }),
  "x-route-path": "/devices",
};

/** The path that answers them. */
export const placesPaths: Readonly<Record<string, AddedPath>> = {
  "/devices/get_places": {
    summary: "Who has which place on a lock, who wants one, and when there will be none left",
    params: {
      device_id: uuid,
      gone_since: { ...instant, description: "Codes that went since then are listed too; by default of two days." },
    },
    required: ["device_id"],
    answer: { places: { $ref: "#/components/schemas/places" } },
  },
};
