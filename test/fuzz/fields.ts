/** A number or structure that JavaScript cannot hold, or would write otherwise: goes into the body as it stands. */
export class RawJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Whose = "own" | "other" | "nobody";

/** Stands for an id, a PIN or a cursor that is only known when the request is made: the nth that somebody has. */
export class Ref {
  readonly to: string;
  readonly whose: Whose;
  readonly nth: number;

  constructor(to: string, whose: Whose, nth: number) {
    this.to = to;
    this.whose = whose;
    this.nth = nth;
  }
}

/** A field's name and value; a list, because a hostile body may say one name twice. */
export type Field = readonly [name: string, value: unknown];

/** Puts what is known now in place of what was not known before. */
export function filledIn(value: unknown, known: (ref: Ref) => string): unknown {
  if (value instanceof Ref) return known(value);
  if (value instanceof RawJson || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => filledIn(item, known));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filledIn(item, known)]));
}

/** As JSON.stringify, with raw parts and repeated names. */
export function asJson(fields: readonly Field[]): string {
  return `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${jsonOf(value)}`).join(",")}}`;
}

function jsonOf(value: unknown): string {
  if (value instanceof RawJson) return value.text;
  if (Array.isArray(value)) return `[${value.map(jsonOf).join(",")}]`;
  if (typeof value === "object" && value !== null) return asJson(Object.entries(value));
  return JSON.stringify(value) ?? "null";
}

/** As the official client's serializer writes a query (npm @seamapi/url-search-params-serializer 2.x, 2025). */
export function asQuery(fields: readonly Field[]): string {
  const query = new URLSearchParams();
  for (const [name, value] of fields) append(query, name, value);
  query.sort();
  if (query.size > 0) query.append("_strict", "true");
  return query.toString();
}

function append(query: URLSearchParams, name: string, value: unknown): void {
  if (value instanceof RawJson) query.append(name, value.text.slice(0, 10_000));
  else if (value === null || (Array.isArray(value) && value.length === 0)) query.append(name, "");
  else if (Array.isArray(value)) for (const item of value as unknown[]) query.append(name, scalar(item));
  else if (typeof value === "object" && value !== null)
    for (const [key, item] of Object.entries(value)) append(query, `${name}.${key}`, item);
  else if (value !== undefined) query.append(name, scalar(value));
}

function scalar(value: unknown): string {
  return typeof value === "object" && value !== null ? jsonOf(value) : String(value).slice(0, 10_000);
}
