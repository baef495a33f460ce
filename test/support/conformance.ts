import { openapi } from "@seamapi/types/connect";
import { statusOfProblem } from "#api/problems.ts";
import type { Surroundings } from "#api/read-body.ts";
import { issuesOf, judgeOf, sentencesOf } from "./contract-schemas.ts";

type Fetch = (request: Request, surroundings?: Surroundings) => Promise<Response>;

/** What goes through is held against the official contract; the first answer that violates it fails the test. */
export function conforming(fetch: Fetch): Fetch {
  return async (request, surroundings) => {
    const { pathname } = new URL(request.url);
    const response = await fetch(request, surroundings);
    // The console's files and what it listens to are no part of the API.
    if (/^\/console\/(?!session$)/.test(pathname)) return response;
    const violations = await violationsOf(request.method, pathname, response.clone());
    if (violations.length > 0) {
      throw new Error(
        `${request.method} ${pathname} ${response.status} violates the contract:\n${violations.join("\n")}`,
      );
    }
    return response;
  };
}

/** Every way in which an answer is not what the contract promises, each as a sentence. */
export async function violationsOf(method: string, path: string, response: Response): Promise<readonly string[]> {
  const found = headerViolations(response);
  if (method === "HEAD" || method === "OPTIONS" || response.status === 204) return found;
  const type = response.headers.get("content-type") ?? "";
  // Pages for people have no contract.
  if (type.startsWith("text/html") && pages.includes(path)) return found;
  if (!type.startsWith("application/json")) return [...found, `content type ${type}`];
  const body: unknown = await response.json();
  return [...found, ...(response.ok ? bodyViolations(path, body) : errorViolations(response.status, body))];
}

const pages = ["/connect_webviews/view", "/connect_webviews/return", "/docs/api"];

function headerViolations(response: Response): readonly string[] {
  const { headers } = response;
  const exposed = headers.get("access-control-expose-headers") ?? "";
  return [
    ...(/^request_[0-9a-f]{32}$/.test(headers.get("seam-request-id") ?? "") ? [] : ["no seam-request-id"]),
    ...(exposed.includes("seam-request-id") ? [] : ["seam-request-id is hidden from browsers"]),
    ...(headers.get("cache-control") === "no-store" ? [] : ["may be cached"]),
  ];
}

function bodyViolations(path: string, body: unknown): readonly string[] {
  const judge = judgeOf(path);
  // Paths of our own, /health and /openapi.json, have no contract.
  if (judge === undefined) return path in openapi.paths ? ["no schema"] : [];
  judge.validate(body);
  const found = sentencesOf(judge.validate);
  if ((body as { ok?: unknown }).ok !== true) found.push("ok is not true");
  for (const { key, model } of judge.resources) {
    const value = (body as Record<string, unknown>)[key];
    const items = Array.isArray(value) ? (value as unknown[]) : value === undefined ? [] : [value];
    found.push(...items.flatMap((item) => issuesOf(model, item)));
  }
  return found;
}

function errorViolations(status: number, body: unknown): readonly string[] {
  const { error, ok } = body as { error?: Record<string, unknown>; ok?: unknown };
  if (error === undefined) return ["an error without an error"];
  const expected = (statusOfProblem as Readonly<Record<string, number>>)[String(error.type)];
  return [
    ...(ok === false ? [] : ["ok is not false"]),
    ...(expected === status ? [] : [`type ${String(error.type)} has status ${expected}, not ${status}`]),
    ...(typeof error.message === "string" && error.message.length > 0 ? [] : ["no message"]),
    ...treeViolations(error.validation_errors),
    ...Object.keys(error).filter((key) => !["type", "message", "data", "validation_errors"].includes(key)),
  ];
}

/** zod's format tree: every node has its list of complaints. */
function treeViolations(tree: unknown): readonly string[] {
  if (tree === undefined) return [];
  if (typeof tree !== "object" || tree === null || !Array.isArray((tree as { _errors?: unknown })._errors)) {
    return ["validation_errors is not zod's tree"];
  }
  return Object.entries(tree).flatMap(([key, node]) => (key === "_errors" ? [] : treeViolations(node)));
}
