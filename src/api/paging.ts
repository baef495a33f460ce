import { createHash } from "node:crypto";
import type { Keyset, Page } from "#app/views.ts";
import { type Problem, problem } from "#domain/problem.ts";
import type { WirePagination } from "./contract/wire.ts";
import type { Asked } from "./route.ts";

/** PostgreSQL reads no year of five digits: the end of 9999, epoch milliseconds. */
const latestMs = 253_402_300_799_999;

/** Fields of a list that is answered in pages, as checked. */
export interface PageParams {
  readonly limit: number;
  readonly page_cursor?: string | null | undefined;
}

/** Where the asked page starts. A cursor goes only with the fields it was given for. */
export function pageOf(call: Asked, params: PageParams): Page | Problem {
  if (params.page_cursor === null || params.page_cursor === undefined) return { limit: params.limit, after: undefined };
  const cursor = parseCursor(params.page_cursor);
  if (cursor === undefined) return problem("invalid_input", "page_cursor is not one of ours", { param: "page_cursor" });
  if (cursor.bond !== bondOf(call.path, params)) {
    const message =
      "page_cursor was given for other parameters: ask for each page with the same parameters as the first.";
    return problem("mismatched_page_parameters", message);
  }
  return { limit: params.limit, after: cursor.after };
}

/** What a list says of its next page. */
export function paginationOf(call: Asked, params: PageParams, next: Keyset | undefined): WirePagination {
  if (next === undefined) return { next_page_cursor: null, has_next_page: false, next_page_url: null };
  const text = JSON.stringify([bondOf(call.path, params), next.createdAt, next.id]);
  // Standard base64 with padding: the contract's schema takes nothing else.
  const cursor = Buffer.from(text).toString("base64");
  return { next_page_cursor: cursor, has_next_page: true, next_page_url: urlOf(call, params, cursor) };
}

function bondOf(path: string, params: PageParams): string {
  const bound = Object.entries({ ...params, page_cursor: undefined })
    .filter(([, value]) => value !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([path, bound]))
    .digest("base64")
    .slice(0, 22);
}

function parseCursor(text: string): { bond: string; after: Keyset } | undefined {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, "base64").toString("utf8"));
  } catch {
    return undefined;
  }
  if (!Array.isArray(parts)) return undefined;
  const [bond, createdAt, id] = parts as unknown[];
  if (typeof bond !== "string" || typeof id !== "string" || !/^[0-9a-f-]{36}$/.test(id)) return undefined;
  if (typeof createdAt !== "number" || !Number.isSafeInteger(createdAt) || createdAt < 0 || createdAt > latestMs)
    return undefined;
  return { bond, after: { createdAt, id } };
}

/** The next page as a GET, written as the official client would. */
function urlOf(call: Asked, params: PageParams, cursor: string): string {
  const query = new URLSearchParams();
  for (const name of Object.keys(params)) if (name !== "page_cursor") append(query, name, call.asked[name]);
  query.append("page_cursor", cursor);
  query.sort();
  query.append("_strict", "true");
  return `${new URL(call.url).origin}${call.path}?${query.toString()}`;
}

function append(query: URLSearchParams, name: string, value: unknown): void {
  if (value === undefined) return;
  if (value === null) query.append(name, "");
  else if (Array.isArray(value) && value.length === 0) query.append(name, "");
  else if (Array.isArray(value)) for (const item of value as unknown[]) query.append(name, String(item));
  else if (typeof value === "object")
    for (const [key, item] of Object.entries(value)) append(query, `${name}.${key}`, item);
  else query.append(name, String(value));
}
