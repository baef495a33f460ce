import { z } from "zod";
import { actionAttemptId } from "#api/contract/params.ts";
import { presentActionAttempt } from "#api/present/action-attempt.ts";
import { route } from "#api/route.ts";
import { getActionAttempt } from "#app/action-attempts.ts";
import { isProblem } from "#domain/problem.ts";

export const actionAttemptsGet = route({
  path: "/action_attempts/get",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: z.object({ action_attempt_id: actionAttemptId }),
  answers: ["action_attempt"],
  handle: async (call, params) => {
    const found = await getActionAttempt(call.desk, call.workspace, params.action_attempt_id);
    return isProblem(found) ? found : { action_attempt: presentActionAttempt(found, call.now) };
  },
});
