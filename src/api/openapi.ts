import type { openapi as Contract } from "@seamapi/types/connect";
import { addedAnswers, addedFields, addedParams } from "./openapi-additions.ts";
import type { Route } from "./route.ts";
import { routes } from "./routes/index.ts";

/** A part of the document, of which only what is walked is known. */
interface Schema {
  properties?: Record<string, unknown>;
  [key: string]: unknown;
}
type Schemas = Record<string, Schema>;
interface Content {
  content: { "application/json": { schema: Schema } };
}
interface Operation {
  parameters?: { in: "query"; name: string; schema: unknown }[];
  requestBody?: Content;
  responses: Record<string, Content>;
  security: unknown;
  tags: string[];
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
  const paths = Object.fromEntries(
    routes.map((route) => [route.path, reducePath(whole.paths[route.path] ?? {}, route)]),
  );
  for (const [name, properties] of Object.entries(addedFields)) {
    Object.assign(whole.components.schemas[name]?.properties ?? {}, properties);
  }
  const usedTags = new Set(
    Object.values(paths).flatMap((path) => Object.values(path).flatMap((operation) => operation.tags)),
  );
  return {
    openapi: whole.openapi,
    info: { ...whole.info, title: "Pintumbler" },
    servers: [],
    tags: whole.tags.filter(({ name }) => usedTags.has(name)),
    paths,
    components: {
      schemas: reachable(paths, whole.components.schemas),
      securitySchemes: { api_key: whole.components.securitySchemes.api_key },
    },
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
  if (content === undefined) return;
  const { schema } = content.content["application/json"];
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
