import { schemas as models, openapi } from "@seamapi/types/connect";
import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import type { ZodTypeAny } from "zod";

/** The official contract as judges: npm @seamapi/types, its OpenAPI document and its zod models. */
export interface JudgedAnswer {
  readonly validate: ValidateFunction;
  /** The answer's keys that hold a resource, or a list of them, which a zod model judges too. */
  readonly resources: readonly { readonly key: string; readonly model: ZodTypeAny }[];
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
interface AnswerSchema {
  readonly properties: Readonly<
    Record<string, { readonly $ref?: string; readonly items?: { readonly $ref?: string } }>
  >;
}

// Each resource is compiled once and not into every answer that holds it: the unions of events and attempts are large.
const ajv = new Ajv({ strict: false, allErrors: true, inlineRefs: false, code: { optimize: false } });
addFormats.default(ajv);
ajv.addFormat("float", true);
ajv.addSchema({ $id: "contract", ...(toJsonSchema(openapi.components as unknown as Json) as object) });

const modelOf: Readonly<Record<string, ZodTypeAny>> = {
  access_code: models.access_code,
  unmanaged_access_code: models.unmanaged_access_code,
  device: models.device,
  unmanaged_device: models.unmanaged_device,
  action_attempt: models.action_attempt,
  connected_account: models.connected_account,
  connect_webview: models.connect_webview,
  event: models.seam_event,
  webhook: models.webhook,
  workspace: models.workspace,
  client_session: models.client_session,
  user_identity: models.user_identity,
  device_provider: models.device_provider,
  pagination: models.pagination,
};

/** Every way in which a resource violates its schema or its model, each as a sentence. */
export function judgeResource(name: string, resource: unknown): readonly string[] {
  const validate = ajv.getSchema(`contract#/schemas/${name}`);
  const model = modelOf[name];
  if (validate === undefined || model === undefined) return [`the contract has no ${name}`];
  validate(resource);
  return [...sentencesOf(validate), ...issuesOf(model, resource)];
}

/** What a schema objects to in the value that it was last shown. */
export function sentencesOf(validate: ValidateFunction): string[] {
  return (validate.errors ?? []).map(
    (error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
  );
}

export function issuesOf(model: ZodTypeAny, resource: unknown): string[] {
  const read = model.safeParse(resource);
  return read.success ? [] : read.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
}

const judged = new Map<string, JudgedAnswer | undefined>();

/** Who judges a granted answer of this path; `undefined` where the contract has no such path. */
export function judgeOf(path: string): JudgedAnswer | undefined {
  if (!judged.has(path)) judged.set(path, makeJudge(path));
  return judged.get(path);
}

const paths = openapi.paths as unknown as Readonly<Record<string, Readonly<Record<string, unknown>>>>;

function makeJudge(path: string): JudgedAnswer | undefined {
  const post = paths[path]?.post as
    | { responses: { 200: { content?: { "application/json": { schema: AnswerSchema } } } } }
    | undefined;
  if (post === undefined) return undefined;
  // Where the contract promises no body, any will do.
  const schema = post.responses[200].content?.["application/json"].schema ?? { properties: {} };
  const resources = Object.entries(schema.properties).flatMap(([key, property]) => {
    const model = modelOf[(property.$ref ?? property.items?.$ref ?? "").split("/").at(-1) ?? ""];
    return model === undefined ? [] : [{ key, model }];
  });
  return { validate: ajv.compile(toJsonSchema(schema as unknown as Json) as object), resources };
}

/** OpenAPI 3.0 says "or null" and exclusive bounds in its own way, and a reference from its own root. */
export function toJsonSchema(schema: Json): Json {
  if (Array.isArray(schema)) return (schema as readonly Json[]).map(toJsonSchema);
  if (typeof schema !== "object" || schema === null) return schema;
  const { nullable, discriminator, exclusiveMinimum, ...rest } = schema as Readonly<Record<string, Json>>;
  const plain = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, toJsonSchema(value)]));
  if (typeof plain.$ref === "string") return { $ref: plain.$ref.replace("#/components/", "contract#/") };
  if (exclusiveMinimum === true)
    return { ...plain, minimum: undefined as unknown as Json, exclusiveMinimum: plain.minimum ?? 0 };
  if (nullable !== true) return plain;
  return Object.keys(plain).every((key) => key === "description")
    ? { type: "null" }
    : { anyOf: [plain, { type: "null" }] };
}
