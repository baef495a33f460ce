import { z } from "zod";
import { accessCodeId, sync } from "#api/contract/params.ts";
import { presentActionAttempt } from "#api/present/action-attempt.ts";
import { route } from "#api/route.ts";
import { deleteUnmanagedAccessCode } from "#app/unmanaged-access-codes.ts";
import { isProblem } from "#domain/problem.ts";

export const accessCodesUnmanagedDelete = route({
  path: "/access_codes/unmanaged/delete",
  methods: ["DELETE"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: z.object({ access_code_id: accessCodeId, sync }),
  answers: ["action_attempt"],
  handle: async (call, params) => {
    const deleted = await deleteUnmanagedAccessCode(call.desk, call.workspace, { accessCodeId: params.access_code_id });
    if (isProblem(deleted)) return deleted;
    return { action_attempt: presentActionAttempt(deleted, call.now) };
  },
});
