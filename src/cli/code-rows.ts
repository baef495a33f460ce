import { createReadStream } from "node:fs";
import type { z } from "zod";
import { importedCode, importedIn } from "#api/contract/imported-code.ts";
import type { ImportAccessCode } from "#app/import-access-codes.ts";
import { linesOf, readCsv } from "./csv.ts";

/** A line of a file: a code that is wanted, or what is wrong with the line, without anything that it says. */
export type CodeRow =
  | { readonly line: number; readonly code: ImportAccessCode }
  | { readonly line: number; readonly wrong: readonly string[] };

/** What a line says, by column. */
type Said = Readonly<Record<string, unknown>>;

/** The key of a line that names none, from what it says. */
export type KeyOf = (said: string) => string;

/** Strict, for a column that nobody reads is a typing mistake. */
const wantedLine = importedCode.strict();
const columns = Object.keys(importedCode.shape);
/** Columns whose text stays text in CSV; the others hold true, false or a number. */
const textColumns = new Set(["import_key", "device_id", "name", "code", "starts_at", "ends_at", "max_time_rounding"]);

/** Reads the codes of a file as it comes from the disk: NDJSON where its name says so, else CSV with a first line of names. */
export async function* readCodeRows(path: string, keyOf: KeyOf): AsyncGenerator<CodeRow> {
  const chunks: AsyncIterable<string> = createReadStream(path, "utf8");
  for await (const row of /\.(ndjson|jsonl)$/i.test(path) ? jsonRows(chunks) : csvRows(chunks)) {
    yield "said" in row ? read(row.line, row.said, keyOf) : row;
  }
}

type Row =
  | { readonly line: number; readonly said: Said }
  | { readonly line: number; readonly wrong: readonly string[] };

async function* jsonRows(chunks: AsyncIterable<string>): AsyncGenerator<Row> {
  let at = 0;
  for await (const text of linesOf(chunks)) {
    at += 1;
    if (text.trim() === "") continue;
    const said = objectIn(text);
    yield said === undefined ? { line: at, wrong: ["is no JSON object"] } : { line: at, said };
  }
}

/** The engine's own complaint would quote the line. */
function objectIn(text: string): Said | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Said) : undefined;
  } catch {
    return undefined;
  }
}

async function* csvRows(chunks: AsyncIterable<string>): AsyncGenerator<Row> {
  let header: readonly string[] | undefined;
  for await (const { line: at, fields } of readCsv(chunks)) {
    if (fields === undefined) {
      yield { line: at, wrong: ["has a quote that is not closed, or that stands within a field"] };
    } else if (header === undefined) {
      const wrong = headerFaults(fields);
      if (wrong.length > 0) return yield { line: at, wrong };
      header = fields;
    } else if (fields.length !== header.length) {
      yield { line: at, wrong: [`has ${fields.length} fields where the first line names ${header.length} columns`] };
    } else {
      const said = header.flatMap((name, n) => (fields[n] ? [[name, typed(name, fields[n])] as const] : []));
      yield { line: at, said: Object.fromEntries(said) };
    }
  }
}

/** By number, for where the line of names is missing its place holds PINs. */
function headerFaults(names: readonly string[]): readonly string[] {
  const unknown = names.flatMap((name, n) => (columns.includes(name) ? [] : [n + 1]));
  if (unknown.length > 0) {
    return [`names columns that there are not (number ${unknown.join(", ")}). There are: ${columns.join(", ")}`];
  }
  return new Set(names).size < names.length ? ["names a column twice"] : [];
}

/** What does not read as its kind stays a text, which is refused then. */
function typed(column: string, text: string): unknown {
  if (textColumns.has(column)) return text;
  if (text === "true" || text === "false") return text === "true";
  return Number.isNaN(Number(text)) ? text : Number(text);
}

function read(at: number, said: Said, keyOf: KeyOf): CodeRow {
  const sorted = JSON.stringify(Object.entries(said).sort(([one], [other]) => (one < other ? -1 : 1)));
  const found = wantedLine.safeParse({ ...said, import_key: said.import_key ?? keyOf(sorted) });
  if (found.success) return { line: at, code: importedIn(found.data) };
  return { line: at, wrong: found.error.issues.map(inWords) };
}

/** A complaint that quotes nothing of the line. */
function inWords(issue: z.ZodIssue): string {
  if (issue.code === "unrecognized_keys") return `has fields that there are not. There are: ${columns.join(", ")}`;
  const column = issue.path.join(".");
  if (issue.code === "invalid_enum_value") return `${column}: Expected one of ${issue.options.join(", ")}`;
  return `${column}: ${issue.message}`;
}
