import { z } from "zod";

/** What a field's text in a query string stands for. */
export type ParamKind = "text" | "number" | "boolean" | "list" | "record";
export type ParamKinds = ReadonlyMap<string, ParamKind>;

/** The kinds of a route's fields; worked out once for each route. */
export function paramKinds(params: z.ZodTypeAny): ParamKinds {
  const object = unwrap(params);
  if (!(object instanceof z.ZodObject)) return new Map();
  const shape: Readonly<Record<string, z.ZodTypeAny>> = object.shape;
  return new Map(Object.entries(shape).map(([name, type]) => [name, kindOf(type)]));
}

function kindOf(wrapped: z.ZodTypeAny): ParamKind {
  const type = unwrap(wrapped);
  if (type instanceof z.ZodArray || type instanceof z.ZodTuple) return "list";
  if (type instanceof z.ZodRecord || type instanceof z.ZodObject) return "record";
  if (type instanceof z.ZodNumber) return "number";
  if (type instanceof z.ZodBoolean) return "boolean";
  if (type instanceof z.ZodLiteral && typeof type.value === "boolean") return "boolean";
  return "text";
}

/** The type under what makes it optional, nullable, defaulted or refined. */
export function unwrap(type: z.ZodTypeAny): z.ZodTypeAny {
  if (type instanceof z.ZodOptional || type instanceof z.ZodNullable) return unwrap(type.unwrap());
  if (type instanceof z.ZodDefault) return unwrap(type.removeDefault());
  if (type instanceof z.ZodEffects) return unwrap(type.innerType());
  return type;
}
