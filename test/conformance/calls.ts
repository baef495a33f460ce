import fc from "fast-check";
import type { Method, Route } from "#api/route.ts";
import { type Field, Ref } from "#test/fuzz/fields.ts";
import { shapeOf, validFields } from "#test/fuzz/fields-of.ts";

export interface Call {
  readonly method: Method;
  readonly fields: readonly Field[];
  /** Instead of the fields. */
  readonly body?: string;
  readonly contentType?: string;
  readonly isSignedIn?: boolean;
}

const day = 86_400_000;
const mostTries = 90;
const seed = 7;

/** Minimal, full and mixed input by every verb of the route. */
export function validCalls(route: Route, now: number): readonly Call[] {
  const moments = [-30, -1, -0.5, 0.5, 1, 2, 30].map((days) => new Date(now + days * day).toISOString());
  const drawn = (["required", "all", "some"] as const).map((howMany) =>
    fc.sample(validFields(route.params, { howMany, moments }), { seed, numRuns: mostTries / 3 }),
  );
  const methods = methodsOf(route);
  return Array.from({ length: mostTries }, (_, at) => ({
    method: methods[Math.floor(at / 3) % methods.length] ?? "POST",
    fields: Object.entries(drawn[at % 3]?.[Math.floor(at / 3)] ?? {}),
  }));
}

const wrong: readonly unknown[] = [42, "x", "", true, null, [], {}, [42], "1e3", "2026-02-30T00:00:00Z"];

/** Input that a route must object to, or at least answer in the error's shape. */
export function brokenCalls(route: Route): readonly Call[] {
  const method = methodsOf(route)[0] ?? "POST";
  const valid = Object.entries(
    fc.sample(validFields(route.params, { howMany: "all", moments: ["2030-01-01T00:00:00Z"] }), {
      seed,
      numRuns: 1,
    })[0] ?? {},
  );
  const without = (name: string) => valid.filter(([field]) => field !== name);
  const names = Object.keys(shapeOf(route.params));
  const post = "POST" as const;
  return [
    { method, fields: valid, isSignedIn: false },
    { method: "POST", fields: valid, isSignedIn: false },
    ...(["GET", "PATCH", "PUT", "DELETE"] as const).map((verb) => ({ method: verb, fields: [] })),
    ...["{", "[]", "null", "42", '"text"', "{}{}"].map((body) => ({ method: post, fields: [], body })),
    { method: post, fields: [], body: "{}", contentType: "text/plain" },
    { method: post, fields: valid.map(([name, value]) => [name, strange(value)] as const) },
    ...names.flatMap((name, at) => [
      { method, fields: without(name) },
      { method: post, fields: [...without(name), [name, wrong[at % wrong.length]] as const] },
    ]),
  ];
}

/** Well-formed ids of nobody's. */
function strange(value: unknown): unknown {
  if (value instanceof Ref) return new Ref(value.to, "nobody", 0);
  return Array.isArray(value) ? value.map(strange) : value;
}

/** The first that a path has a part of is its rank. */
const ranks: readonly (readonly [rank: number, of: RegExp])[] = [
  [1, /\/list/],
  [2, /\/(create\w*|generate_code|get_or_create)$/],
  [3, /\/get/],
  [6, /delete|revoke|disconnect/],
  [7, /remove|reset/],
  [5, /update|convert|grant|rotate/],
  [4, /./],
];

/** What lists things first, then what makes and gets them, then what changes them, and last what takes them away. */
export function byConsequence(routes: readonly Route[]): readonly Route[] {
  const rank = ({ path }: Route) => ranks.find(([, of]) => of.test(path))?.[0] ?? 0;
  return [...routes].sort((one, other) => rank(one) - rank(other));
}

function methodsOf(route: Route): readonly Method[] {
  return [...new Set<Method>([...route.methods, "POST"])];
}
