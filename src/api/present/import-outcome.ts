import { errorAnswer } from "#api/problems.ts";
import type { ImportOutcome } from "#app/import-access-codes.ts";

/** What became of one code of an import. */
export function presentImportOutcome(importKey: string | undefined, outcome: ImportOutcome) {
  if (outcome.kind === "refused") {
    const { error } = errorAnswer(outcome.because);
    return { import_key: importKey, outcome: outcome.kind, access_code_id: null, error };
  }
  return { import_key: importKey, outcome: outcome.kind, access_code_id: outcome.id, error: null };
}
