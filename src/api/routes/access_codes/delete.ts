import { z } from "zod";
import { accessCodeId, deviceId, sync } from "#api/contract/params.ts";
import { presentActionAttempt } from "#api/present/action-attempt.ts";
import { route } from "#api/route.ts";
import { deleteAccessCode } from "#app/access-codes.ts";
import { isProblem } from "#domain/problem.ts";

export const accessCodesDelete = route({
  path: "/access_codes/delete",
  methods: ["DELETE"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: z.object({ access_code_id: accessCodeId, device_id: deviceId.optional(), sync }),
  answers: ["action_attempt"],
  handle: async (call, params) => {
    const deleted = await deleteAccessCode(call.desk, call.workspace, {
      accessCodeId: params.access_code_id,
      deviceId: params.device_id,
    });
    if (isProblem(deleted)) return deleted;
    return { action_attempt: presentActionAttempt(deleted, call.now) };
  },
});
