import { z } from "zod";
import { accessCodeId } from "#api/contract/params.ts";
import { presentActionAttempt } from "#api/present/action-attempt.ts";
import { route } from "#api/route.ts";
import { retryAccessCode } from "#app/retry-access-code.ts";
import { isProblem } from "#domain/problem.ts";

/** Ours, beyond the contract: for whoever has mended something and does not want to wait. */
export const accessCodesRetry = route({
  path: "/access_codes/retry",
  methods: ["POST"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ access_code_id: accessCodeId }),
  answers: ["action_attempt"],
  handle: async (call, params) => {
    const retried = await retryAccessCode(call.desk, call.workspace, params.access_code_id);
    return isProblem(retried) ? retried : { action_attempt: presentActionAttempt(retried, call.now) };
  },
});
