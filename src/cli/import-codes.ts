import { access } from "node:fs/promises";
import { importedAtOnce } from "#api/contract/imported-code.ts";
import type { Desk } from "#app/desk.ts";
import { type ImportOutcome, importAccessCodes } from "#app/import-access-codes.ts";
import type { WorkspaceId } from "#domain/ids.ts";
import { type CodeRow, type KeyOf, readCodeRows } from "./code-rows.ts";
import { isRefused, type Refused } from "./house.ts";
import { meantWorkspace } from "./workspaces.ts";

export interface ImportOptions {
  readonly workspace?: string;
  readonly dryRun?: boolean;
}

type Wanted = Extract<CodeRow, { code: unknown }>;

/** So many lines that are wrong are shown. */
const shownAtMost = 20;

/**
 * Imports the codes of a file. All lines are read once before any is sent, so that a file with a mistake changes
 * nothing. What came in before is passed over: an import that broke off is simply run again.
 */
export async function importCodes(
  desk: Desk,
  path: string,
  { workspace, dryRun = false }: ImportOptions,
  say: (text: string) => void,
): Promise<string | Refused> {
  const owner = await meantWorkspace(desk, workspace);
  if (isRefused(owner)) return owner;
  const isReadable = await access(path).then(
    () => true,
    () => false,
  );
  if (!isReadable) return { refused: `The file cannot be read: ${path}` };
  const keyOf = await contentKeys(desk, owner.id);
  const checked = await check(path, keyOf, say);
  if (isRefused(checked)) return checked;
  if (dryRun) return `${checked} codes are ready to be imported. Nothing was changed.`;
  return send(desk, owner.id, { rows: readCodeRows(path, keyOf), all: checked }, say);
}

/** Keyed, for a bare hash of a line would let whoever reads the database try out its PIN. */
async function contentKeys({ store }: Desk, workspace: WorkspaceId): Promise<KeyOf> {
  const keys = await store.keysOf(workspace);
  return (said) => `line:${Buffer.from(keys.digest(said)).toString("hex")}`;
}

/** How many codes there are; or that lines are wrong, which are shown. */
async function check(path: string, keyOf: KeyOf, say: (text: string) => void): Promise<number | Refused> {
  let [right, wrong] = [0, 0];
  for await (const row of readCodeRows(path, keyOf)) {
    if ("code" in row) {
      right += 1;
      continue;
    }
    wrong += 1;
    if (wrong <= shownAtMost) for (const fault of row.wrong) say(`line ${row.line}: ${fault}\n`);
  }
  if (wrong > 0) return { refused: `${wrong} of the lines are wrong; nothing was imported.` };
  return right === 0 ? { refused: "There are no codes in the file." } : right;
}

async function send(
  desk: Desk,
  workspace: WorkspaceId,
  { rows, all }: { readonly rows: AsyncIterable<CodeRow>; readonly all: number },
  say: (text: string) => void,
): Promise<string | Refused> {
  const counts = { created: 0, already_imported: 0, refused: 0 };
  for await (const chunk of inChunks(rows)) {
    const outcomes = await importAccessCodes(
      desk,
      workspace,
      chunk.map(({ code }) => code),
    );
    for (const [n, outcome] of outcomes.entries()) {
      counts[outcome.kind] += 1;
      if (outcome.kind === "refused") say(`line ${chunk[n]?.line}: ${refusal(outcome)}\n`);
    }
    say(`${counts.created + counts.already_imported + counts.refused} of ${all}\n`);
  }
  const summary = `Created ${counts.created}, imported before ${counts.already_imported}, refused ${counts.refused}.`;
  if (counts.refused === 0) return summary;
  return { refused: `${summary} Mend the refused lines and run it again: the others are not made twice.` };
}

function refusal({ because }: Extract<ImportOutcome, { kind: "refused" }>): string {
  return because.param === undefined ? because.message : `${because.param}: ${because.message}`;
}

async function* inChunks(rows: AsyncIterable<CodeRow>): AsyncGenerator<readonly Wanted[]> {
  let chunk: Wanted[] = [];
  for await (const row of rows) {
    // Somebody writes to the file meanwhile: what was right a moment ago.
    if (!("code" in row)) continue;
    chunk.push(row);
    if (chunk.length < importedAtOnce) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
