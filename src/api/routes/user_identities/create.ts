import { z } from "zod";
import { strangersId } from "#api/contract/params.ts";
import { presentUserIdentity } from "#api/present/user-identity.ts";
import { route } from "#api/route.ts";
import { createUserIdentity } from "#app/user-identities.ts";
import { isProblem, problem } from "#domain/problem.ts";
import { personAsked, personFields } from "./fields.ts";

export const userIdentitiesCreate = route({
  path: "/user_identities/create",
  methods: ["POST"],
  auth: ["api_key", "pat_with_workspace"],
  params: personFields.extend({ acs_system_ids: z.array(strangersId).optional() }),
  answers: ["user_identity"],
  handle: async (call, params) => {
    if ((params.acs_system_ids ?? []).length > 0) {
      return problem("invalid_input", "There is no such access system.", { param: "acs_system_ids" });
    }
    const created = await createUserIdentity(call.desk, call.workspace, personAsked(params));
    return isProblem(created) ? created : { user_identity: presentUserIdentity(created) };
  },
});
