import { afterAll, beforeAll, expect, test } from "vitest";
import { routes } from "#api/routes/index.ts";
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

test("the reference loads nothing, runs nothing and points at no other host", () => {
  expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(text).not.toMatch(/https?:\/\/|<script|<img|<link/);
});

test("every link of the reference leads somewhere in it", () => {
  const ids = new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
  const dead = [...text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id ?? "").filter((id) => !ids.has(id));
  expect(dead).toEqual([]);
});
