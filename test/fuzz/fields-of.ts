import fc from "fast-check";
import { z } from "zod";
import { unwrap } from "#api/param-kinds.ts";
import { Ref, type Whose } from "./fields.ts";

/** Fields as a route takes them, by name. */
export type ValidFields = Readonly<Record<string, unknown>>;

/** Which of a route's optional fields are sent. */
export type HowMany = "required" | "some" | "all";

/**
 * Fields that a route's schema takes, made from the schema itself: a new route is covered by being in the table.
 * `moments` are the instants to choose from, as text.
 */
export function validFields(
  params: z.ZodTypeAny,
  { howMany, moments }: { readonly howMany: HowMany; readonly moments: readonly string[] },
): fc.Arbitrary<ValidFields> {
  const shape = shapeOf(params);
  const entries = Object.entries(shape).map(([name, type]) => [name, drawnFor(name, type, moments)] as const);
  const wanted = howMany === "required" ? entries.filter(([name]) => !shape[name]?.isOptional()) : entries;
  const required = howMany === "some" ? wanted.filter(([name]) => !shape[name]?.isOptional()) : wanted;
  return fc.record(Object.fromEntries(wanted), { requiredKeys: required.map(([name]) => name), noNullPrototype: true });
}

/** A route's fields and their types. */
export function shapeOf(params: z.ZodTypeAny): Readonly<Record<string, z.ZodTypeAny>> {
  const object = unwrap(params);
  if (object instanceof z.ZodObject) return object.shape as Readonly<Record<string, z.ZodTypeAny>>;
  if (object instanceof z.ZodIntersection) return { ...shapeOf(object._def.left), ...shapeOf(object._def.right) };
  if (object instanceof z.ZodUnion) {
    return Object.assign({}, ...(object.options as z.ZodTypeAny[]).map(shapeOf)) as Record<string, z.ZodTypeAny>;
  }
  throw new Error(`How are fields made for a ${object.constructor.name}? Teach ${import.meta.filename}.`);
}

function drawnFor(name: string, wrapped: z.ZodTypeAny, moments: readonly string[]): fc.Arbitrary<unknown> {
  const nothing = wrapped.isNullable() ? [{ weight: 1, arbitrary: fc.constant(null) }] : [];
  return fc.oneof({ weight: 5, arbitrary: thingOf(name, wrapped, moments) }, ...nothing);
}

function thingOf(name: string, wrapped: z.ZodTypeAny, moments: readonly string[]): fc.Arbitrary<unknown> {
  const type = unwrap(wrapped);
  const singular = name.replace(/s$/, "");
  const item = (of: z.ZodTypeAny) => drawnFor(singular, of, moments);
  if (type instanceof z.ZodString) return textOf(name, type, isInstant(wrapped), moments);
  if (type instanceof z.ZodNumber) return fc.constantFrom(1, 2, 4, 5, 6, 20);
  if (type instanceof z.ZodBoolean) return fc.boolean();
  if (type instanceof z.ZodLiteral) return fc.constant(type.value);
  if (type instanceof z.ZodEnum) return fc.constantFrom(...(type.options as string[]));
  if (type instanceof z.ZodNull) return fc.constant(null);
  if (type instanceof z.ZodArray) return fc.array(item(type.element as z.ZodTypeAny), { minLength: 1, maxLength: 3 });
  if (type instanceof z.ZodTuple) return fc.tuple(...(type.items as z.ZodTypeAny[]).map(item));
  if (type instanceof z.ZodUnion)
    return fc.oneof(...(type.options as z.ZodTypeAny[]).map((one) => drawnFor(name, one, moments)));
  if (type instanceof z.ZodRecord)
    return fc.dictionary(keys, item(type.valueSchema as z.ZodTypeAny), { maxKeys: 3, noNullPrototype: true });
  if (type instanceof z.ZodObject) return validFields(type, { howMany: "some", moments });
  throw new Error(`How is a ${type.constructor.name} made for "${name}"? Teach ${import.meta.filename}.`);
}

const keys = fc.constantFrom("floor", "vip", "Gäste", "a b");

/** The one text that becomes something else on being read is an instant. */
function isInstant(wrapped: z.ZodTypeAny): boolean {
  if (wrapped instanceof z.ZodOptional || wrapped instanceof z.ZodNullable)
    return isInstant(wrapped.unwrap() as z.ZodTypeAny);
  if (wrapped instanceof z.ZodDefault) return isInstant(wrapped.removeDefault() as z.ZodTypeAny);
  return wrapped instanceof z.ZodEffects && wrapped._def.effect.type === "transform";
}

function textOf(name: string, type: z.ZodString, isMoment: boolean, moments: readonly string[]): fc.Arbitrary<unknown> {
  if (isMoment) return fc.constantFrom(...moments);
  if (/_id$/.test(name)) return refTo(name);
  if (/cursor$/.test(name)) return refTo("next_page_cursor");
  if (type._def.checks.some((check) => check.kind === "regex" && check.regex.source === "^\\d+$"))
    return digitsOf(type);
  if (type.isURL || /url$/.test(name)) return fc.constantFrom("https://hooks.example/a", "https://hooks.example/b?c=d");
  if (type.isEmail || /email$/.test(name)) return fc.constantFrom("jane@example.com", "john@example.com");
  if (/color$/.test(name)) return fc.constantFrom("#1a2b3c", "#FFF");
  if (name === "time_zone") return fc.constantFrom("Europe/Berlin", "America/New_York");
  if (/_key$/.test(name)) return fc.constantFrom("key-1", "key-2");
  if (name === "event_type") return fc.constantFrom("access_code.created", "device.connected", "*");
  if (name === "search") return fc.constantFrom("Guest", "door", "a");
  return fc.constantFrom("Guest", "Ann", "Zoë", "Front door", "key-1", "key-2");
}

function digitsOf(type: z.ZodString): fc.Arbitrary<unknown> {
  const fewest = Math.max(type.minLength ?? 4, 4);
  const most = Math.min(type.maxLength ?? 8, 8);
  const drawn = fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: fewest, maxLength: Math.max(fewest, most) })
    .map((all) => all.join(""));
  return fc.oneof({ weight: 3, arbitrary: drawn }, { weight: 1, arbitrary: refTo("code") });
}

/** Mostly of one's own; the others show whether what is somebody else's, or nobody's, stays so. */
export function refTo(name: string): fc.Arbitrary<Ref> {
  const whose = fc.oneof(
    { weight: 8, arbitrary: fc.constant<Whose>("own") },
    { weight: 1, arbitrary: fc.constant<Whose>("other") },
    { weight: 1, arbitrary: fc.constant<Whose>("nobody") },
  );
  return fc.tuple(whose, fc.nat({ max: 30 })).map(([of, nth]) => new Ref(name, of, nth));
}
