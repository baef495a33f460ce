import { z } from "zod";
import { deviceId } from "#api/contract/params.ts";
import { wantedCode, wantedIn } from "#api/contract/wanted-code.ts";
import { presentAccessCode } from "#api/present/access-code.ts";
import { replaysWithinMs } from "#api/repeatable.ts";
import { route } from "#api/route.ts";
import { createMultipleAccessCodes } from "#app/access-codes.ts";
import { isProblem } from "#domain/problem.ts";

export const accessCodesCreateMultiple = route({
  path: "/access_codes/create_multiple",
  methods: ["PUT"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  isOnceWithinMs: replaysWithinMs,
  params: z
    .object({
      device_ids: z.array(deviceId).min(1).max(100),
      behavior_when_code_cannot_be_shared: z.enum(["throw", "create_random_code"]).default("throw"),
    })
    .merge(wantedCode),
  answers: ["access_codes"],
  handle: async (call, params) => {
    const created = await createMultipleAccessCodes(call.desk, call.workspace, {
      ...wantedIn(params),
      deviceIds: params.device_ids,
      whenNotShared: params.behavior_when_code_cannot_be_shared,
    });
    return isProblem(created) ? created : { access_codes: created.map((view) => presentAccessCode(view, call.now)) };
  },
});
