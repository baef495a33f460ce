import { z } from "zod";
import { userIdentityId } from "#api/contract/params.ts";
import { presentUserIdentity } from "#api/present/user-identity.ts";
import { route } from "#api/route.ts";
import { getUserIdentity } from "#app/user-identities.ts";
import { isProblem } from "#domain/problem.ts";

export const userIdentitiesGet = route({
  path: "/user_identities/get",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace"],
  params: z
    .object({ user_identity_id: userIdentityId.optional(), user_identity_key: z.string().optional() })
    .refine(
      ({ user_identity_id, user_identity_key }) => user_identity_id !== undefined || user_identity_key !== undefined,
      "Either 'user_identity_id' or 'user_identity_key' is required",
    ),
  answers: ["user_identity"],
  handle: async (call, params) => {
    const which = { id: params.user_identity_id, key: params.user_identity_key };
    const found = await getUserIdentity(call.desk, call.workspace, which);
    return isProblem(found) ? found : { user_identity: presentUserIdentity(found) };
  },
});
