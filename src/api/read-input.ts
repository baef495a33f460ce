import { isProblem, problem } from "#domain/problem.ts";
import { readBody, type Surroundings } from "./read-body.ts";
import { readQuery } from "./read-query.ts";
import type { Route } from "./route.ts";

/** Nothing that we serve nests deeper than two. */
const deepest = 32;

/** A request's fields, unchecked: its query and its JSON body. */
export async function readInput(request: Request, route: Route, surroundings: Surroundings): Promise<unknown> {
  const body = await readBody(request, surroundings);
  if (isProblem(body)) return body;
  const fields = body === "" ? {} : readJson(request, body);
  if (isProblem(fields)) return fields;
  const input = readsQuery(route) ? withQuery(request.url, route, fields) : fields;
  const unfit = unfitness(input, deepest);
  return unfit === undefined ? input : problem("invalid_input", unfit);
}

/** Routes that can be called with GET or DELETE take their fields from the query too, whatever the verb. */
function readsQuery(route: Route): boolean {
  return route.methods.includes("GET") || route.methods.includes("DELETE");
}

function withQuery(url: string, route: Route, fields: unknown): unknown {
  const mark = url.indexOf("?");
  if (mark < 0 || typeof fields !== "object" || fields === null || Array.isArray(fields)) return fields;
  return { ...readQuery(new URLSearchParams(url.slice(mark + 1)), route.kinds), ...fields };
}

/** PUT and DELETE are not asked for a content type: the original never did, and old clients rely on it. */
function readJson(request: Request, body: string): unknown {
  const type = request.headers.get("content-type") ?? "";
  const asked = request.method === "POST" || request.method === "PATCH";
  if (asked && !/^application\/json\b/i.test(type.trim())) {
    return problem(
      "invalid_content_type",
      `${request.method} requests must have a Content-Type header with "application/json".`,
    );
  }
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return problem("invalid_input", "Error while parsing input: the body is not JSON.");
  }
}

/** Why no field may hold this, where so: PostgreSQL stores no NUL, and deep nesting is only ever an attack. */
function unfitness(value: unknown, depth: number): string | undefined {
  if (typeof value === "string") {
    return value.includes("\0") ? "Text must not contain the character NUL." : undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  if (depth === 0) return `The input is nested deeper than ${deepest} levels.`;
  for (const key in value) {
    const unfit = unfitness(key, depth) ?? unfitness((value as Record<string, unknown>)[key], depth - 1);
    if (unfit !== undefined) return unfit;
  }
  return undefined;
}
