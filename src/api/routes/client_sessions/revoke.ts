import { z } from "zod";
import { clientSessionId } from "#api/contract/params.ts";
import { route } from "#api/route.ts";
import { revokeClientSession } from "#app/client-sessions.ts";

export const clientSessionsRevoke = route({
  path: "/client_sessions/revoke",
  methods: ["POST"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ client_session_id: clientSessionId }),
  answers: [],
  handle: async (call, params) =>
    (await revokeClientSession(call.desk, call.workspace, params.client_session_id)) ?? {},
});
