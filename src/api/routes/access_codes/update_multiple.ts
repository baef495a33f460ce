import { z } from "zod";
import { instant } from "#api/contract/params.ts";
import { route } from "#api/route.ts";
import { updateMultipleAccessCodes } from "#app/access-codes.ts";
import { isProblem } from "#domain/problem.ts";

export const accessCodesUpdateMultiple = route({
  path: "/access_codes/update_multiple",
  methods: ["PATCH"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: z.object({
    common_code_key: z.string().min(1),
    name: z.string().optional(),
    starts_at: instant.optional(),
    ends_at: instant.optional(),
  }),
  answers: [],
  handle: async (call, params) => {
    const done = await updateMultipleAccessCodes(call.desk, call.workspace, {
      commonCodeKey: params.common_code_key,
      name: params.name,
      startsAt: params.starts_at,
      endsAt: params.ends_at,
    });
    return isProblem(done) ? done : {};
  },
});
