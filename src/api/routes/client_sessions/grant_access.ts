import { z } from "zod";
import { clientSessionId } from "#api/contract/params.ts";
import { presentClientSession } from "#api/present/client-session.ts";
import { route } from "#api/route.ts";
import { grantAccess } from "#app/client-sessions.ts";
import { isProblem } from "#domain/problem.ts";
import { granted, grantFields } from "./granted.ts";

export const clientSessionsGrantAccess = route({
  path: "/client_sessions/grant_access",
  methods: ["PATCH"],
  auth: ["api_key", "pat_with_workspace"],
  params: grantFields
    .extend({ client_session_id: clientSessionId.optional(), user_identifier_key: z.string().optional() })
    .refine(
      ({ client_session_id, user_identifier_key }) =>
        client_session_id !== undefined || user_identifier_key !== undefined,
      "Either 'client_session_id' or 'user_identifier_key' is required",
    ),
  answers: ["client_session"],
  handle: async (call, params) => {
    const which = { id: params.client_session_id, userIdentifierKey: params.user_identifier_key };
    const session = await grantAccess(call.desk, call.workspace, { ...granted(params), which });
    return isProblem(session) ? session : { client_session: presentClientSession(session) };
  },
});
