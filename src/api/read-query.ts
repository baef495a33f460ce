import type { ParamKind, ParamKinds } from "./param-kinds.ts";

/** A query string's fields, as JSON would have said them. */
export type Fields = Record<string, unknown>;

/** The newer official client appends this to every query string that it writes, to say that it wrote it by these rules. */
const strictMark = "_strict";

/**
 * Reads a query string by the rules of the official client's serializer (npm @seamapi/url-search-params-serializer
 * 2.x, 2025): `key=` is null, or an empty list; lists repeat their key; records are dotted; only `true` and `false`
 * are booleans. A string without its mark is read generously: `a[]=`, comma lists, `yes`, `1`, blanks around values.
 */
export function readQuery(query: URLSearchParams, kinds: ParamKinds): Fields {
  const strict = query.get(strictMark) === "true";
  const values = new Map<string, string[]>();
  for (const [key, value] of query) {
    const name = !strict && key.endsWith("[]") ? key.slice(0, -2) : key;
    const text = strict ? value : value.trim();
    const earlier = values.get(name);
    if (earlier === undefined) values.set(name, [text]);
    else earlier.push(text);
  }
  const fields: Fields = Object.create(null);
  for (const [name, texts] of values) {
    const kind = kinds.get(name);
    if (kind !== undefined) fields[name] = fieldOf(texts, kind, strict);
    else readDotted(fields, name, texts, kinds);
  }
  return fields;
}

function readDotted(fields: Fields, name: string, texts: readonly string[], kinds: ParamKinds): void {
  const dot = name.indexOf(".");
  if (dot < 1 || kinds.get(name.slice(0, dot)) !== "record") return;
  const field = name.slice(0, dot);
  const earlier = fields[field];
  const record: Fields = typeof earlier === "object" && earlier !== null ? (earlier as Fields) : Object.create(null);
  record[name.slice(dot + 1)] = texts.length > 1 ? texts : anyOf(texts[0] ?? "");
  fields[field] = record;
}

function fieldOf(texts: readonly string[], kind: ParamKind, strict: boolean): unknown {
  if (kind === "list") return listOf(texts, strict);
  const [text = ""] = texts;
  if (texts.length > 1) return texts;
  if (text === "") return null;
  if (kind === "number") return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  if (kind === "boolean") return booleanOf(text, strict);
  return text;
}

function listOf(texts: readonly string[], strict: boolean): readonly string[] {
  const [only = ""] = texts;
  if (texts.length > 1) return texts;
  if (only === "") return [];
  return strict ? texts : only.split(",").map((item) => item.trim());
}

function booleanOf(text: string, strict: boolean): boolean | string {
  if (text === "true") return true;
  if (text === "false") return false;
  if (strict) return text;
  if (/^(1|true|yes|y|on)$/i.test(text)) return true;
  return /^(0|false|no|n|off)$/i.test(text) ? false : text;
}

/** A record's value: the client writes booleans bare, and null as nothing. */
function anyOf(text: string): string | boolean | null {
  if (text === "") return null;
  return text === "true" ? true : text === "false" ? false : text;
}
