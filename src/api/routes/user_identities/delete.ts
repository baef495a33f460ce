import { z } from "zod";
import { userIdentityId } from "#api/contract/params.ts";
import { route } from "#api/route.ts";
import { deleteUserIdentity } from "#app/user-identities.ts";

export const userIdentitiesDelete = route({
  path: "/user_identities/delete",
  methods: ["DELETE"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ user_identity_id: userIdentityId }),
  answers: [],
  handle: async (call, params) => (await deleteUserIdentity(call.desk, call.workspace, params.user_identity_id)) ?? {},
});
