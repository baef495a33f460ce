import { expect, test } from "vitest";
import type { WorkspaceId } from "#domain/ids.ts";
import { invariant } from "#domain/invariant.ts";
import { isProblem } from "#domain/problem.ts";
import { pageOf, paginationOf } from "./paging.ts";
import type { Call } from "./route.ts";

const last = { createdAt: Date.UTC(2026, 0, 15), id: "9d2a7c1e-0000-4000-8000-000000000001" };

/** A call of which only the address and the fields matter. */
function call(asked: object, path = "/devices/list"): Call {
  return { path, url: `https://locks.example${path}`, asked, workspace: "w" as WorkspaceId, now: 0 } as unknown as Call;
}

function cursorAfter(params: { limit: number; [name: string]: unknown }, path?: string): string {
  const { next_page_cursor } = paginationOf(call(params, path), params, last);
  invariant(next_page_cursor !== null, "there is a next page");
  return next_page_cursor;
}

test("a cursor leads to where the page before ended", () => {
  const page_cursor = cursorAfter({ limit: 2, search: "hall" });
  expect(pageOf(call({}), { limit: 2, page_cursor, ...{ search: "hall" } })).toEqual({ limit: 2, after: last });
});

test("a cursor is standard base64 with padding", () => {
  const cursor = cursorAfter({ limit: 2 });
  expect(cursor).toMatch(/^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/);
});

test("a cursor does not go with other parameters, nor with another list", () => {
  const cursor = cursorAfter({ limit: 2 });
  for (const other of [
    pageOf(call({}), { limit: 3, page_cursor: cursor }),
    pageOf(call({}, "/locks/list"), { limit: 2, page_cursor: cursor }),
  ]) {
    expect(other).toMatchObject({ problem: "mismatched_page_parameters" });
  }
});

test("the order in which fields were sent does not matter", () => {
  const cursor = cursorAfter({ limit: 2, search: "hall", manufacturer: "schlage" });
  const page = pageOf(call({}), { manufacturer: "schlage", page_cursor: cursor, search: "hall", limit: 2 } as {
    limit: number;
  });
  expect(isProblem(page)).toBe(false);
});

test.for([
  "",
  "not base64",
  "AAAA",
  btoa("{}"),
  btoa('["x"]'),
  btoa('["x",1e99,"y"]'),
  btoa(`["x",-1,"${last.id}"]`),
  btoa('["x",1,"robert"]'),
])("%s is not a cursor", (page_cursor) => {
  expect(pageOf(call({}), { limit: 2, page_cursor })).toMatchObject({ problem: "invalid_input", param: "page_cursor" });
});

test("the next page's address says the same fields as were asked, as the official client writes them", () => {
  const asked = {
    limit: 2,
    device_ids: ["a", "b"],
    connected_account_ids: [],
    custom_metadata_has: { floor: "2" },
    stranger: 1,
  };
  const params = {
    limit: 2,
    device_ids: ["a", "b"],
    connected_account_ids: [],
    custom_metadata_has: { floor: "2" },
    page_cursor: null,
  };
  const { next_page_url, next_page_cursor } = paginationOf(call(asked), params, last);
  const url = new URL(next_page_url ?? "");
  expect(url.origin + url.pathname).toBe("https://locks.example/devices/list");
  expect([...url.searchParams]).toEqual([
    ["connected_account_ids", ""],
    ["custom_metadata_has.floor", "2"],
    ["device_ids", "a"],
    ["device_ids", "b"],
    ["limit", "2"],
    ["page_cursor", next_page_cursor],
    ["_strict", "true"],
  ]);
});

test("the last page has no next", () => {
  expect(paginationOf(call({}), { limit: 2 }, undefined)).toEqual({
    next_page_cursor: null,
    has_next_page: false,
    next_page_url: null,
  });
});
