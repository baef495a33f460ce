import { z } from "zod";
import { presentActionAttempt } from "#api/present/action-attempt.ts";
import { route } from "#api/route.ts";
import { resetSandbox } from "#app/reset-sandbox.ts";
import { isProblem } from "#domain/problem.ts";

export const workspacesResetSandbox = route({
  path: "/workspaces/reset_sandbox",
  methods: ["POST"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({}),
  answers: ["action_attempt"],
  handle: async (call) => {
    const reset = await resetSandbox(call.desk, call.workspace);
    return isProblem(reset) ? reset : { action_attempt: presentActionAttempt(reset, call.now) };
  },
});
