import { z } from "zod";
import { clientSessionId } from "#api/contract/params.ts";
import { route } from "#api/route.ts";
import { deleteClientSession } from "#app/client-sessions.ts";

export const clientSessionsDelete = route({
  path: "/client_sessions/delete",
  methods: ["DELETE"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ client_session_id: clientSessionId }),
  answers: [],
  handle: async (call, params) =>
    (await deleteClientSession(call.desk, call.workspace, params.client_session_id)) ?? {},
});
