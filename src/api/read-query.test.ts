import { describe, expect, test } from "vitest";
import { z } from "zod";
import { paramKinds } from "./param-kinds.ts";
import { readQuery } from "./read-query.ts";

const kinds = paramKinds(
  z.object({
    name: z.string().optional(),
    limit: z.number().default(5).transform(String),
    force: z.boolean().optional(),
    ids: z.array(z.string()).optional(),
    has: z.record(z.union([z.string(), z.boolean(), z.null()])).optional(),
  }),
);
const read = (query: string) => ({ ...readQuery(new URLSearchParams(query), kinds) });

describe("a query string that the official client wrote", () => {
  const strict = (query: string) => read(`${query}&_strict=true`);

  test("says nothing of its own mark, nor of fields that nobody knows", () => {
    expect(strict("name=Ann&stranger=1")).toEqual({ name: "Ann" });
  });

  test("repeats the key of a list, and one item is still a list", () => {
    expect(strict("ids=a&ids=b")).toEqual({ ids: ["a", "b"] });
    expect(strict("ids=a")).toEqual({ ids: ["a"] });
  });

  test("says an empty list, and null, by a key without a value", () => {
    expect(strict("ids=&name=")).toEqual({ ids: [], name: null });
  });

  test("means commas, brackets and blanks to the letter", () => {
    expect(strict("ids=a,b&name=+x+")).toEqual({ ids: ["a,b"], name: " x " });
    expect(strict("ids%5B%5D=a")).toEqual({});
  });

  test("writes numbers and booleans bare, and no other word is a boolean", () => {
    expect(strict("limit=2&force=false")).toEqual({ limit: 2, force: false });
    expect(strict("limit=two&force=yes")).toEqual({ limit: "two", force: "yes" });
  });

  test("keeps digits text where the field is text", () => {
    expect(strict("name=0042")).toEqual({ name: "0042" });
  });

  test("dots the fields of a record", () => {
    const { has } = strict("has.floor=2&has.vip=true&has.note=");
    expect({ ...(has as object) }).toEqual({ floor: "2", vip: true, note: null });
  });

  test("cannot reach the prototype of anything", () => {
    const fields = readQuery(
      new URLSearchParams("has.__proto__.polluted=1&__proto__.polluted=1&has.__proto__=1"),
      kinds,
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(fields.has)).toBeNull();
  });
});

describe("a query string written by hand", () => {
  test("may use brackets or commas for a list", () => {
    expect(read("ids[]=a&ids[]=b")).toEqual({ ids: ["a", "b"] });
    expect(read("ids=a,+b")).toEqual({ ids: ["a", "b"] });
  });

  test("may say a boolean in the usual words", () => {
    for (const yes of ["true", "True", "1", "yes", "on"]) expect(read(`force=${yes}`)).toEqual({ force: true });
    for (const no of ["false", "FALSE", "0", "no", "off"]) expect(read(`force=${no}`)).toEqual({ force: false });
    expect(read("force=perhaps")).toEqual({ force: "perhaps" });
  });

  test("may have blanks around a value", () => {
    expect(read("name=+Ann+")).toEqual({ name: "Ann" });
  });

  test("that says a single thing twice is shown as it is, to be complained about", () => {
    expect(read("name=Ann&name=Bob")).toEqual({ name: ["Ann", "Bob"] });
  });
});
