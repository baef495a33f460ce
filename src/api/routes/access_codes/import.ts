import { z } from "zod";
import { deviceId } from "#api/contract/params.ts";
import { presentImportOutcome } from "#api/present/import-outcome.ts";
import { route } from "#api/route.ts";
import { importAccessCodes } from "#app/import-access-codes.ts";
import { roundingIn, wantedCode, wantedIn } from "./wanted-code.ts";

/** One code of an import, as it is sent. */
const importedCode = z.object({ import_key: z.string().min(1).max(200), device_id: deviceId }).merge(wantedCode);

/** Ours, beyond the contract: many codes of any doors, each for itself. */
export const accessCodesImport = route({
  path: "/access_codes/import",
  methods: ["POST"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ codes: z.array(importedCode).min(1).max(1_000) }),
  answers: ["outcomes"],
  handle: async (call, { codes }) => {
    const requests = codes.map((code) => ({
      ...wantedIn(code),
      importKey: code.import_key,
      deviceId: code.device_id,
      maxRounding: roundingIn(code),
    }));
    const outcomes = await importAccessCodes(call.desk, call.workspace, requests);
    return { outcomes: outcomes.map((outcome, n) => presentImportOutcome(requests[n]?.importKey, outcome)) };
  },
});
