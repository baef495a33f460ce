import { afterAll, beforeAll, expect, test } from "vitest";
import { routes } from "#api/routes/index.ts";
import { catalog } from "#domain/catalog/catalog.ts";
import type { CatalogRow } from "#domain/catalog/row.ts";
import { type ApiHouse, openApiHouse, origin } from "#test/support/api-house.ts";

let house: ApiHouse;
let page: Response;
let text: string;
beforeAll(async () => {
  house = await openApiHouse();
  page = await house.fetch(new Request(`${origin}/docs/api`));
  text = await page.text();
});
afterAll(() => house.close());

test("the reference for people shows every path that is served, to whoever asks", () => {
  expect(page.status).toBe(200);
  expect(routes.map((route) => route.path).filter((path) => !text.includes(`<code>${path}</code>`))).toEqual([]);
});

test("the reference says of each error and warning that can come what to do about it", () => {
  const lists = Object.values(catalog).flatMap(({ errors, warnings }) => [errors, warnings]);
  const rows = lists.flatMap((list) => Object.entries<CatalogRow>(list)).filter(([, row]) => row.never === undefined);
  const plain = text.replaceAll("&#39;", "'");
  expect(rows.filter(([code, row]) => !(plain.includes(`<code>${code}</code>`) && plain.includes(row.remedy)))).toEqual(
    [],
  );
});

test("the reference loads nothing, runs nothing and points at no other host", () => {
  expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(text).not.toMatch(/https?:\/\/|<script|<img|<link/);
});

test("every link of the reference leads somewhere in it", () => {
  const ids = new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
  const dead = [...text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id ?? "").filter((id) => !ids.has(id));
  expect(dead).toEqual([]);
});
