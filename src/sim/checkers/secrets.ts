import { Pin } from "#domain/pin.ts";
import type { Checker } from "#sim/checker.ts";
import type { Body, Happening } from "#sim/happening.ts";

/** What may hold four to six digits without being a PIN: ids, times, and the names that spare codes get from their ids. */
const innocent =
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d{4}-\d\d-\d\d[T ][\d:.+-]*Z?|Backup [0-9a-f]{4}/gi;

/** Where the database keeps text or JSON; what is sealed is bytes, and no text. */
const columns = `
  select table_name, column_name from information_schema.columns
  where table_schema = 'public' and data_type in ('text', 'jsonb', 'ARRAY') order by table_name, ordinal_position`;

interface Place {
  readonly table_name: string;
  readonly column_name: string;
}

/** All places are read by one statement: it is the same in every run, and so planned once. */
function valuesOf({ table_name: table, column_name: column }: Place): string {
  return `select '${table}.${column}' as place, coalesce(jsonb_agg(distinct ${column}), '[]') as values from ${table}`;
}

/**
 * Every PIN of the run is a canary: those that customers choose, that we draw and that people type. None stands in a
 * log line, in the message of a refusal, in the address of a request or in what an endpoint is sent as it goes by, but where
 * the contract has it: as the `code` of some events, and among the changed properties. Nor, at the end, in any text or
 * JSON of the database, where whatever a statement was given in plain would have ended. A number is no text: a count or a
 * duration may be equal to a PIN.
 */
export const secrets: Checker = {
  id: "S13",
  promise: "No PIN stands in a log line, an address, a refusal or in plain in the database.",
  watch: (scene, object) => {
    const pins = new Set<string>();
    const found = (value: unknown): string | undefined => textsIn(value).find((text) => holds(text, pins));
    const learn = (value: unknown) => {
      for (const digits of pinsIn(value)) pins.add(digits);
    };
    const read = (happening: Happening) => {
      switch (happening.kind) {
        case "keypad":
          return void pins.add(happening.change.entry.pin.reveal());
        case "asked":
          learn(happening.body);
          if (found(happening.path) !== undefined) object(`A request's address holds a PIN: ${happening.path}`);
          return;
        case "answered":
          learn(happening.answer);
          if (happening.status >= 400 && found(happening.answer) !== undefined)
            object(`${happening.path} was refused with ${happening.status}, and the answer holds a PIN.`);
          return;
        case "log":
          if (found([happening.event, happening.fields]) !== undefined)
            object(`${happening.event} was logged with a PIN.`);
          return;
        case "webhook":
          if (found(happening.url) !== undefined) object("The address of an endpoint was called with a PIN.");
          if (found(withoutCode(JSON.parse(happening.body))) !== undefined)
            object("An endpoint was sent a PIN where the contract has none.");
          return;
        default:
          return;
      }
    };
    return {
      saw: read,
      phaseEnded: async (phase) => {
        if (phase !== "liveness") return;
        const places = await scene.rows<Place>(columns);
        const held = await scene.rows<{ place: string; values: readonly unknown[] }>(
          places.map(valuesOf).join(" union all "),
        );
        for (const { place, values } of held) if (found(values) !== undefined) object(`${place} holds a PIN in plain.`);
      },
    };
  },
};

function holds(text: string, pins: ReadonlySet<string>): boolean {
  const digits = text.replaceAll(innocent, "").match(/(?<!\w|\w[.-])\d{4,9}(?!\w|[.-]\w)/g) ?? [];
  return digits.some((one) => pins.has(one));
}

/** The types of event that have a `code`. Source: the contract's schemas of access code events. */
const tellCode = new Set(["access_code.scheduled_on_device", "access_code.set_on_device", "access_code.deleted"]);

/** An event without the PINs that it may tell: its code's, and where that was changed, the one before. */
function withoutCode({ code, changed_properties: changes, ...event }: Body): Body {
  const others = Array.isArray(changes) ? changes.filter(({ property }: Body) => property !== "code") : changes;
  return { ...event, changes: others, ...(tellCode.has(String(event.event_type)) ? {} : { code }) };
}

/** Every text in a value, however deep; PINs that know how to hide are dots. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (value instanceof Pin || value instanceof Uint8Array || value instanceof Date) return [];
  if (value instanceof Error) return [value.message, value.stack ?? ""];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

/** The digits in fields that are called code, in requests and answers. */
function pinsIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, field]) =>
    name === "code" && typeof field === "string" && /^\d{4,9}$/.test(field) ? [field] : pinsIn(field),
  );
}
