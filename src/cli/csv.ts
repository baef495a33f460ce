/** One record of a CSV file and the line on which it begins; `undefined` fields: the quotes make no sense. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[] | undefined;
}

/** Reads CSV (RFC 4180) as it comes: fields may be quoted and then hold commas, quotes doubled, and line breaks. */
export async function* readCsv(chunks: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  let [line, begun, pending] = [1, 1, ""];
  for await (const row of linesOf(chunks)) {
    const text = pending === "" ? row : `${pending}\n${row}`;
    if (pending === "") begun = line;
    line += 1;
    // An odd number of quotes: a quoted field goes on in the next line.
    if ((text.match(/"/g)?.length ?? 0) % 2 === 1 && text.length <= longestRecord) {
      pending = text;
      continue;
    }
    pending = "";
    if (text.trim() !== "") yield { line: begun, fields: fieldsOf(text) };
  }
  if (pending !== "") yield { line: begun, fields: undefined };
}

/** A quote that is never closed does not take in the rest of a large file. */
const longestRecord = 100_000;

function fieldsOf(text: string): readonly string[] | undefined {
  const fields: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;
  for (;;) {
    const found = field.exec(text);
    if (found === null) return undefined;
    const [, quoted, plain = "", end] = found;
    fields.push(quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"'));
    if (end !== ",") return fields;
  }
}

/** The lines of a text, whatever ends them, the byte order mark before the first left out. */
export async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let [rest, isFirst] = ["", true];
  for await (const chunk of chunks) {
    const lines = `${rest}${isFirst ? chunk.replace(/^\uFEFF/, "") : chunk}`.split("\n");
    isFirst = false;
    rest = lines.pop() ?? "";
    for (const line of lines) yield line.replace(/\r$/, "");
  }
  if (rest !== "") yield rest.replace(/\r$/, "");
}
