import { userIdentityId } from "#api/contract/params.ts";
import { route } from "#api/route.ts";
import { updateUserIdentity } from "#app/user-identities.ts";
import { personAsked, personFields } from "./fields.ts";

export const userIdentitiesUpdate = route({
  path: "/user_identities/update",
  methods: ["PATCH"],
  auth: ["api_key", "pat_with_workspace"],
  params: personFields.extend({ user_identity_id: userIdentityId }),
  answers: [],
  handle: async (call, params) =>
    (await updateUserIdentity(call.desk, call.workspace, { id: params.user_identity_id, ...personAsked(params) })) ??
    {},
});
