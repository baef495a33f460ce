import type { Context } from "hono";
import { errcodes, refuse } from "./words.ts";

/** The most entries of one page (page "Get all created passcodes of a lock", read 2026; an older copy says 100). */
const largestPage = 200;

/** The page of a list that was asked for. */
export function paged(c: Context, form: URLSearchParams, entries: readonly object[]): object {
  const [pageNo, pageSize] = [Number(form.get("pageNo") ?? "1"), Number(form.get("pageSize") ?? "20")];
  const isPage = Number.isInteger(pageNo) && pageNo >= 1 && Number.isInteger(pageSize) && pageSize >= 1;
  if (!isPage || pageSize > largestPage) return refuse(c, errcodes.wrongParameter);
  const from = (pageNo - 1) * pageSize;
  const list = entries.slice(from, from + pageSize);
  return { list, pageNo, pageSize, pages: Math.ceil(entries.length / pageSize), total: entries.length };
}
