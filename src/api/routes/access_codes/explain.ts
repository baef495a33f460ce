import { z } from "zod";
import { accessCodeId } from "#api/contract/params.ts";
import { presentExplanation } from "#api/present/explanation.ts";
import { route } from "#api/route.ts";
import { explainAccessCode } from "#app/explain-access-code.ts";
import { isProblem } from "#domain/problem.ts";

/** Ours, beyond the contract. */
export const accessCodesExplain = route({
  path: "/access_codes/explain",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: z.object({ access_code_id: accessCodeId }),
  answers: ["explanation"],
  handle: async (call, params) => {
    const explained = await explainAccessCode(call.desk, call.workspace, { accessCodeId: params.access_code_id });
    return isProblem(explained) ? explained : { explanation: presentExplanation(explained, call.now) };
  },
});
