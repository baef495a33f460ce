import type { openapi as Contract } from "@seamapi/types/connect";
import { addedAnswers, addedFields, addedParams, addedPaths, addedResources } from "./openapi-additions.ts";
import { readyForCommandLine, withoutStrangers } from "./openapi-for-command-line.ts";
import type { AddedPath } from "./openapi-shapes.ts";
import type { Route } from "./route.ts";
import { routes } from "./routes/index.ts";

/** A part of the document, of which only what is walked is known. */
interface Schema {
  properties?: Record<string, unknown>;
  [key: string]: unknown;
}
type Schemas = Record<string, Schema>;
interface Content {
  description?: string;
  /** Absent where the contract promises no body. */
  content?: { "application/json": { schema: Schema } };
}
interface Operation {
  operationId?: string;
  summary?: string;
  parameters?: { in: "query"; name: string; required?: boolean; schema: unknown }[];
  requestBody?: Content;
  responses: Record<string, Content>;
  security: unknown;
  tags: string[];
  /** The answer's key that is the answer itself; null: there is none. The official command line demands it. */
  "x-response-key"?: string | null;
}
interface Contracted {
  openapi: string;
  info: { title: string; version: string };
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Schemas; securitySchemes: Record<string, unknown> };
}

let rendered: Promise<string> | undefined;
const placeOfServers = '"servers":[]';

/** The contract package's document, reduced to what is served here. Made at its first reading: the package's is 3 MB. */
export async function openapiDocument(origin: string): Promise<string> {
  rendered ??= import("@seamapi/types/connect").then(({ openapi }) => JSON.stringify(reduce(openapi)));
  return (await rendered).replace(placeOfServers, () => `"servers":${JSON.stringify([{ url: origin }])}`);
}

function reduce(contract: typeof Contract): object {
  const whole = JSON.parse(JSON.stringify(contract)) as Contracted;
  Object.assign(whole.components.schemas, addedResources);
  for (const [name, schema] of Object.entries(whole.components.schemas)) readyForCommandLine(name, schema);
  withoutStrangers(
    whole.components.schemas,
    routes.map((route) => route.path),
  );
  const paths = Object.fromEntries(routes.map((route) => [route.path, reducePath(operationsOf(whole, route), route)]));
  for (const [name, properties] of Object.entries(addedFields)) {
    Object.assign(whole.components.schemas[name]?.properties ?? {}, properties);
  }
  const usedTags = new Set(
    Object.values(paths).flatMap((path) => Object.values(path).flatMap((operation) => operation.tags)),
  );
  const usedKinds = new Set<string>(routes.flatMap((route) => route.auth));
  return {
    openapi: whole.openapi,
    info: { ...whole.info, title: "Pintumbler" },
    servers: [],
    tags: whole.tags.filter(({ name }) => usedTags.has(name)),
    paths,
    components: {
      schemas: reachable(paths, whole.components.schemas),
      securitySchemes: Object.fromEntries(
        Object.entries(whole.components.securitySchemes).filter(([name]) => usedKinds.has(name)),
      ),
    },
  };
}

/** What the document says of a path: the contract's own words, or ours where the contract has no such path. */
function operationsOf(whole: Contracted, route: Route): Record<string, Operation> {
  const ours = addedPaths[route.path];
  if (ours === undefined) return whole.paths[route.path] ?? {};
  const methods = new Set([...route.methods.map((method) => method.toLowerCase()), "post"]);
  return Object.fromEntries([...methods].map((method) => [method, operationOf(route.path, method, ours)]));
}

function operationOf(path: string, method: string, said: AddedPath): Operation {
  const isInQuery = method === "get" || method === "delete";
  const properties = Object.entries(said.params);
  const isRequired = (name: string) => said.required.includes(name);
  const schema = { type: "object", properties: { ...said.params }, required: said.required };
  const answer = {
    type: "object",
    properties: { ...said.answer, ok: { type: "boolean" } },
    required: [...Object.keys(said.answer), "ok"],
  };
  const fields = isInQuery
    ? {
        parameters: properties.map(([name, each]) => ({
          in: "query" as const,
          name,
          required: isRequired(name),
          schema: each,
        })),
      }
    : { requestBody: { content: { "application/json": { schema } } } };
  return {
    operationId: `${path.slice(1).replaceAll(/[/_](\w)/g, (_all, letter: string) => letter.toUpperCase())}${method === "get" ? "Get" : "Post"}`,
    summary: said.summary,
    ...fields,
    responses: { 200: { description: "OK", content: { "application/json": { schema: answer } } } },
    security: [],
    tags: [`/${path.split("/")[1]}`],
    ...(said.actionAttemptType === undefined ? {} : { "x-action-attempt-type": said.actionAttemptType }),
    "x-response-key": Object.keys(said.answer).find((key) => key !== "pagination") ?? null,
  };
}

function reducePath(operations: Record<string, Operation>, route: Route): Record<string, Operation> {
  const served = Object.entries(operations).filter(
    ([method]) => method === "post" || route.methods.some((one) => one.toLowerCase() === method),
  );
  for (const [, operation] of served) {
    operation.security = route.auth.map((kind) => ({ [kind]: [] }));
    const params = addedParams[route.path] ?? {};
    operation.parameters?.push(
      ...Object.entries(params).map(([name, schema]) => ({ in: "query" as const, name, schema })),
    );
    extend(operation.requestBody, params);
    extend(operation.responses["200"], addedAnswers[route.path] ?? {});
  }
  return Object.fromEntries(served);
}

function extend(content: Content | undefined, properties: Readonly<Record<string, unknown>>): void {
  const schema = content?.content?.["application/json"].schema;
  if (schema === undefined) return;
  schema.properties = { ...schema.properties, ...properties };
}

/** The schemas that the paths refer to, and those that these refer to. */
function reachable(paths: object, schemas: Schemas): Schemas {
  const found: Schemas = {};
  const waiting: unknown[] = [paths];
  while (waiting.length > 0) {
    for (const [, name = ""] of JSON.stringify(waiting.pop()).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      const schema = schemas[name];
      if (schema === undefined || name in found) continue;
      found[name] = schema;
      waiting.push(schema);
    }
  }
  return found;
}
