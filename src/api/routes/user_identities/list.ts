import { z } from "zod";
import { strangersId } from "#api/contract/params.ts";
import { presentUserIdentity } from "#api/present/user-identity.ts";
import { route } from "#api/route.ts";
import { listUserIdentities } from "#app/user-identities.ts";
import { workspaceOf } from "#domain/scope.ts";

export const userIdentitiesList = route({
  path: "/user_identities/list",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: z.object({ credential_manager_acs_system_id: strangersId.optional(), search: z.string().optional() }),
  answers: ["user_identities"],
  handle: async (call, params) => {
    if (params.credential_manager_acs_system_id !== undefined) return { user_identities: [] };
    const { caller } = call;
    const listed = await listUserIdentities(call.desk, workspaceOf(call.workspace), { caller, search: params.search });
    return { user_identities: listed.map(presentUserIdentity) };
  },
});
