import fc from "fast-check";
import type { Route } from "#api/route.ts";
import { type Field, RawJson, Ref } from "./fields.ts";
import { refTo, shapeOf, validFields } from "./fields-of.ts";
import { hostileBodies, hostileQueries, hostileValues } from "./hostile-values.ts";

/** Two workspaces, a guest with a session of the first, somebody without a key, and one with a key that is almost right. */
export type By = "harbour" | "hilltop" | "guest" | "nobody" | "impostor";

/** A request as it is drawn: what only the answers before it tell is still open in it. */
export interface Asked {
  readonly by: By;
  readonly method: string;
  readonly path: string;
  readonly contentType: string;
  /** Fields go where the method's go, or `elsewhere`: into the query of a POST, for one. */
  readonly send:
    | { readonly fields: readonly Field[]; readonly elsewhere: boolean }
    | { readonly body: string | Uint8Array }
    | { readonly query: string };
}

const methods = ["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS"] as const;

export function askedOf(routes: readonly Route[], moments: readonly string[]): fc.Arbitrary<Asked> {
  return fc.oneof(
    ...routes.map((route) => ({ weight: /create/.test(route.path) ? 12 : 4, arbitrary: askedOfRoute(route, moments) })),
    { weight: 4, arbitrary: astray },
  );
}

function askedOfRoute(route: Route, moments: readonly string[]): fc.Arbitrary<Asked> {
  const send = fc.oneof(
    { weight: 12, arbitrary: fieldsSent(valid(route, moments)) },
    { weight: 9, arbitrary: fieldsSent(spoilt(route, moments)) },
    { weight: 1, arbitrary: fc.constantFrom(...hostileBodies).map((body) => ({ body })) },
    { weight: 1, arbitrary: fc.constantFrom(...hostileQueries).map((query) => ({ query })) },
  );
  const usual = fc.constantFrom(...new Set<string>([...route.methods, "POST"]));
  return fc.record({
    by,
    method: fc.oneof({ weight: 19, arbitrary: usual }, { weight: 1, arbitrary: fc.constantFrom(...methods) }),
    path: fc.constant(route.path as string),
    contentType,
    send,
  });
}

const by = fc.oneof(
  { weight: 14, arbitrary: fc.constant<By>("harbour") },
  { weight: 5, arbitrary: fc.constant<By>("hilltop") },
  { weight: 3, arbitrary: fc.constant<By>("guest") },
  { weight: 1, arbitrary: fc.constantFrom<By>("nobody", "impostor") },
);
const contentType = fc.oneof(
  { weight: 30, arbitrary: fc.constant("application/json") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "",
      "application/json; charset=utf-16",
      "text/plain",
      "application/x-www-form-urlencoded",
      "APPLICATION/JSON;x",
    ),
  },
);

function fieldsSent(fields: fc.Arbitrary<readonly Field[]>) {
  const elsewhere = fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });
  return fc.record({ fields, elsewhere });
}

function valid(route: Route, moments: readonly string[]): fc.Arbitrary<readonly Field[]> {
  return fc
    .oneof(
      ...(["required", "some", "some", "all"] as const).map((howMany) =>
        validFields(route.params, { howMany, moments }),
      ),
    )
    .map((fields) => Object.entries(fields));
}

/** Valid fields, of which some are replaced, left out, said twice, or joined by others. */
function spoilt(route: Route, moments: readonly string[]): fc.Arbitrary<readonly Field[]> {
  const own = Object.keys(shapeOf(route.params));
  const name = fc.oneof(
    { weight: 8, arbitrary: own.length === 0 ? fc.constant("device_id") : fc.constantFrom(...own) },
    {
      weight: 1,
      arbitrary: fc.constantFrom("__proto__", "constructor", "ok", "error", "workspace_id", "", "\0", "a.b", "_strict"),
    },
  );
  const value = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...hostileValues) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 30 }) },
    { weight: 1, arbitrary: fc.json({ maxDepth: 3 }).map((text) => new RawJson(text)) },
    { weight: 1, arbitrary: tamperedCursor },
    { weight: 1, arbitrary: fc.constantFrom("device_id", "access_code_id", "event_id").chain(refTo) },
  );
  const change = fc.record({ do: fc.constantFrom("replace", "replace", "replace", "repeat", "drop"), name, value });
  return fc
    .tuple(valid(route, moments), fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([fields, changes]) => changes.reduce(spoil, fields));
}

function spoil(
  fields: readonly Field[],
  change: { readonly do: string; readonly name: string; readonly value: unknown },
) {
  const field: Field = [change.name, change.value];
  if (change.do === "repeat") return [...fields, field];
  const rest = fields.filter(([name]) => name !== change.name);
  return change.do === "drop" ? rest : [...rest, field];
}

/** A cursor that was given out, with a letter changed at run time by `filledIn`'s caller, or one of somebody's own. */
const tamperedCursor = fc.oneof(
  fc.constantFrom<unknown>(new Ref("next_page_cursor", "own", 0), new Ref("next_page_cursor", "other", 0)),
  fc
    .tuple(
      fc.constantFrom("", "x", "AAAAAAAAAAAAAAAAAAAAAA"),
      fc.constantFrom<unknown>(0, -1, 1e15, 253402300799999, "x", null),
      fc.string(),
    )
    .map((parts) => Buffer.from(JSON.stringify(parts)).toString("base64")),
  fc.base64String({ maxLength: 60 }),
);

const astray: fc.Arbitrary<Asked> = fc.record({
  by,
  method: fc.constantFrom(...methods),
  path: fc.constantFrom(
    ..."/|//|/access_codes|/access_codes/|/access_codes/list/|/ACCESS_CODES/LIST|/access_codes//list|/..;/devices/list".split(
      "|",
    ),
    ..."/%00|/%|/%ff|/access_codes/%6cist|/access_codes/list%20|/__proto__|/constructor|/health|/openapi.json|/*".split(
      "|",
    ),
    ..."/provider_deliveries/|/provider_deliveries/x|/provider_deliveries/00000000-0000-4000-8000-000000000000".split(
      "|",
    ),
    ..."/phones/list|/thermostats/list|/.env|/favicon.ico|/access_codes/list;a=b|/access_codes\\list|/health/".split(
      "|",
    ),
  ),
  contentType,
  send: fc.constantFrom<Asked["send"]>(
    { body: "{}" },
    { body: "{" },
    { query: "a=1" },
    { fields: [], elsewhere: false },
  ),
});
