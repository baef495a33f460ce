import { z } from "zod";
import { importedAtOnce, importedCode, importedIn } from "#api/contract/imported-code.ts";
import { presentImportOutcome } from "#api/present/import-outcome.ts";
import { route } from "#api/route.ts";
import { importAccessCodes } from "#app/import-access-codes.ts";

/** Ours, beyond the contract: many codes of any doors, each for itself. */
export const accessCodesImport = route({
  path: "/access_codes/import",
  methods: ["POST"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ codes: z.array(importedCode).min(1).max(importedAtOnce) }),
  answers: ["outcomes"],
  handle: async (call, { codes }) => {
    const outcomes = await importAccessCodes(call.desk, call.workspace, codes.map(importedIn));
    return { outcomes: outcomes.map((outcome, n) => presentImportOutcome(codes[n]?.import_key, outcome)) };
  },
});
