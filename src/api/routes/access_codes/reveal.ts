import { z } from "zod";
import { accessCodeId } from "#api/contract/params.ts";
import { presentRevealedCode } from "#api/present/revealed-code.ts";
import { route } from "#api/route.ts";
import { revealCode } from "#app/reveal-code.ts";
import { isProblem } from "#domain/problem.ts";

/** Ours, beyond the contract: the one way to a PIN for whoever is at the console, where all other answers hide PINs. */
export const accessCodesReveal = route({
  path: "/access_codes/reveal",
  methods: ["POST"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ access_code_id: accessCodeId, reason: z.string().trim().max(500).optional() }),
  answers: ["revealed_code"],
  showsPins: true,
  handle: async (call, params) => {
    const reason = params.reason === "" ? undefined : params.reason;
    const found = await revealCode(call.desk, call.workspace, { accessCodeId: params.access_code_id, reason });
    return isProblem(found) ? found : { revealed_code: presentRevealedCode(found) };
  },
});
