import { openapi } from "@seamapi/types/connect";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { addedParams, addedPaths } from "#api/openapi-additions.ts";
import { unwrap } from "#api/param-kinds.ts";
import type { Route } from "#api/route.ts";
import { routes } from "#api/routes/index.ts";

/** What the contract says of one field, and what our schema says of it. */
interface Field {
  readonly type: string;
  readonly isUuid: boolean;
  readonly enum: readonly unknown[];
  readonly items: Pick<Field, "type" | "isUuid" | "enum"> | undefined;
  readonly isRequired: boolean;
  readonly isNullable: boolean;
  readonly default: unknown;
  readonly lengths: readonly [number | undefined, number | undefined];
}

interface JsonSchema {
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly oneOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly nullable?: boolean;
  readonly default?: unknown;
  readonly minLength?: number;
  readonly maxLength?: number;
}
interface BodySchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly oneOf?: readonly BodySchema[];
}
interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly required?: boolean; readonly schema: JsonSchema }[];
  readonly requestBody?: {
    readonly content: {
      readonly "application/json": {
        readonly schema: BodySchema;
      };
    };
  };
}

const paths = openapi.paths as unknown as Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/** Fields of which we ask less than the contract, and why. */
const loosened: Readonly<Record<string, Readonly<Record<string, Partial<Field>>>>> = {
  // Later versions of the contract list without ids.
  "/action_attempts/list": { action_attempt_ids: { isRequired: true } },
  // Ours can be disabled, without a word about types.
  "/webhooks/update": { event_types: { isRequired: true } },
};
/** Fields of which we ask more than the contract, because nothing else can exist. */
const tightened: Readonly<Record<string, readonly string[]>> = {
  "/access_codes/create": ["common_code_key"],
  "/access_codes/update_multiple": ["common_code_key"],
  "/access_codes/get": ["code"],
  "/access_codes/unmanaged/get": ["code"],
  "/locks/simulate/keypad_code_entry": ["code"],
  "/webhooks/create": ["url"],
  "/webhooks/delete": ["webhook_id"],
  "/webhooks/get": ["webhook_id"],
  "/webhooks/list_deliveries": ["webhook_id"],
  "/webhooks/redeliver": ["webhook_id"],
  "/webhooks/rotate_secret": ["webhook_id"],
  "/webhooks/update": ["webhook_id"],
};

/** Makers that later versions of the contract name. */
const laterMakers: readonly unknown[] = ["ultraloq"];

/** Verbs of later versions of the contract, which the official client of today sends. */
const laterVerbs: Readonly<Record<string, readonly string[]>> = { "/connected_accounts/update": ["PATCH"] };

describe.for(routes.map((route) => [route.path, route] as const))("%s", ([path, route]) => {
  test("takes the fields of the contract and of its later versions, and no others", () => {
    const contracted = Object.keys(bodyFields(path));
    expect(Object.keys(ours(route)).sort()).toEqual([...contracted, ...Object.keys(addedParams[path] ?? {})].sort());
  });

  test("asks of each field what the contract asks", () => {
    const mine = ours(route);
    for (const [name, field] of Object.entries(bodyFields(path))) {
      const expected = { ...mine[name], ...loosened[path]?.[name] };
      const isTightened = tightened[path]?.includes(name) ?? false;
      const asked = withoutLater({ name, ...expected, ...(isTightened ? { lengths: field.lengths } : {}) });
      expect(/_ids?$/.test(name) ? withIdsAsIn(field, asked) : asked).toEqual({ name, ...field });
    }
  });

  test("answers to the verbs of the contract", () => {
    if (path in addedPaths) return;
    const documented = Object.keys(paths[path] ?? {}).map((method) => method.toUpperCase());
    documented.push(...(laterVerbs[path] ?? []));
    expect([...new Set([...route.methods, "POST"])].sort()).toEqual(documented.sort());
  });

  test("asks the same of a query as of a body", () => {
    const { get, delete: remove } = paths[path] ?? {};
    for (const { name, required, schema } of (get ?? remove)?.parameters ?? []) {
      expect({ name, ...fieldOf(schema, required === true) }).toEqual({ name, ...bodyFields(path)[name] });
    }
  });
});

function withoutLater<Asked extends Partial<Field>>(asked: Asked): Asked {
  const items = asked.items && { ...asked.items, enum: asked.items.enum.filter((one) => !laterMakers.includes(one)) };
  return { ...asked, items };
}

/** Our ids are UUIDs; where the contract calls an id text, it asks no less of it than we. */
function withIdsAsIn(field: Field, asked: Partial<Field>): Partial<Field> {
  const items = asked.items && field.items && { ...asked.items, isUuid: field.items.isUuid };
  return { ...asked, isUuid: field.isUuid, items };
}

function bodyFields(path: string): Readonly<Record<string, Field>> {
  const schema = paths[path]?.post?.requestBody?.content["application/json"].schema ?? ownSchema(path);
  // A choice between shapes: each of their fields may be there.
  if (schema?.oneOf !== undefined) return Object.assign({}, ...schema.oneOf.map((one) => fieldsOf(one, false)));
  return schema === undefined ? {} : fieldsOf(schema, true);
}

function ownSchema(path: string): BodySchema | undefined {
  const own = addedPaths[path];
  return own && { properties: own.params, required: own.required };
}

function fieldsOf(
  { properties = {}, required = [] }: BodySchema,
  obeysRequired: boolean,
): Readonly<Record<string, Field>> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [
      name,
      fieldOf(property, obeysRequired && required.includes(name)),
    ]),
  );
}

function fieldOf(schema: JsonSchema, isRequired: boolean): Field {
  return {
    ...shapeOf(schema),
    items: schema.items === undefined ? undefined : shapeOf(schema.items),
    isRequired,
    isNullable: schema.nullable ?? false,
    default: schema.default,
    lengths: [schema.minLength, schema.maxLength],
  };
}

function shapeOf(schema: JsonSchema): Pick<Field, "type" | "isUuid" | "enum"> {
  const choices = schema.oneOf ?? [schema];
  return {
    // Whether a number is whole is asked beside its type.
    type: (choices[0]?.type ?? "").replace("integer", "number"),
    isUuid: schema.format === "uuid",
    enum: [...new Set(choices.flatMap((choice) => choice.enum ?? []))].sort(),
  };
}

function ours(route: Route): Readonly<Record<string, Field>> {
  const object = unwrap(route.params);
  if (!(object instanceof z.ZodObject)) throw new Error(`${route.path} takes no object`);
  return Object.fromEntries(
    Object.entries(object.shape as Record<string, z.ZodTypeAny>).map(([name, type]) => [name, ourField(type)]),
  );
}

function ourField(type: z.ZodTypeAny): Field {
  const base = unwrap(type);
  const text = base instanceof z.ZodString ? base : undefined;
  // A default is what the schema makes of nothing.
  const ofNothing = type.safeParse(undefined);
  return {
    ...ourShape(base),
    items: itemsOf(base),
    isRequired: !ofNothing.success,
    isNullable: type.safeParse(null).success,
    default: ofNothing.data as unknown,
    lengths: [text?.minLength ?? undefined, text?.maxLength ?? undefined],
  };
}

function itemsOf(base: z.ZodTypeAny): Field["items"] {
  if (base instanceof z.ZodArray) return ourShape(unwrap(base.element as z.ZodTypeAny));
  if (base instanceof z.ZodTuple) return ourShape(unwrap(base.items[0] as z.ZodTypeAny));
  return undefined;
}

function ourShape(base: z.ZodTypeAny): Pick<Field, "type" | "isUuid" | "enum"> {
  const isUuid = base instanceof z.ZodString && base.isUUID;
  if (base instanceof z.ZodEnum)
    return { type: "string", isUuid, enum: [...new Set<string>(base.options as string[])].sort() };
  if (base instanceof z.ZodLiteral) return { type: typeof base.value, isUuid, enum: [base.value] };
  return { type: typeNames[base._def.typeName as keyof typeof typeNames] ?? "", isUuid, enum: [] };
}

const typeNames = {
  ZodString: "string",
  ZodNumber: "number",
  ZodBoolean: "boolean",
  ZodArray: "array",
  ZodTuple: "array",
  ZodRecord: "object",
  ZodObject: "object",
};
