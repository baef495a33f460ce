import { z } from "zod";
import { deviceId, sync } from "#api/contract/params.ts";
import { roundingIn, wantedCode, wantedIn } from "#api/contract/wanted-code.ts";
import { presentAccessCode } from "#api/present/access-code.ts";
import { presentActionAttempt } from "#api/present/action-attempt.ts";
import { route } from "#api/route.ts";
import { createAccessCode } from "#app/access-codes.ts";
import { isProblem } from "#domain/problem.ts";

export const accessCodesCreate = route({
  path: "/access_codes/create",
  methods: ["POST"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: z
    .object({ device_id: deviceId })
    .merge(wantedCode)
    .extend({ common_code_key: z.string().min(1).optional(), sync }),
  answers: ["access_code", "action_attempt"],
  handle: async (call, params) => {
    const created = await createAccessCode(call.desk, call.workspace, {
      ...wantedIn(params),
      deviceId: params.device_id,
      commonCodeKey: params.common_code_key,
      maxRounding: roundingIn(params),
    });
    if (isProblem(created)) return created;
    return {
      access_code: presentAccessCode(created.view, call.now),
      action_attempt: presentActionAttempt(created, call.now),
    };
  },
});
