import { z } from "zod";
import { clientSessionId } from "#api/contract/params.ts";
import { presentClientSession } from "#api/present/client-session.ts";
import { route } from "#api/route.ts";
import { getClientSession } from "#app/client-sessions.ts";
import { isProblem, problem } from "#domain/problem.ts";
import { workspaceOf } from "#domain/scope.ts";

/** A client session can ask for itself, and need not say its name. */
export const clientSessionsGet = route({
  path: "/client_sessions/get",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: z.object({ client_session_id: clientSessionId.optional(), user_identifier_key: z.string().optional() }),
  answers: ["client_session"],
  handle: async (call, { client_session_id: id, user_identifier_key: userIdentifierKey }) => {
    const { caller } = call;
    const isSession = caller.kind === "client_session";
    if (isSession && id !== undefined && userIdentifierKey !== undefined) {
      return problem("invalid_options", "Ask with client_session_id or with user_identifier_key, not with both.");
    }
    if (!isSession && id === undefined && userIdentifierKey === undefined) {
      return problem("invalid_input", "Either 'client_session_id' or 'user_identifier_key' is required");
    }
    const own = isSession ? caller.sessionId : undefined;
    const found = await getClientSession(call.desk, workspaceOf(call.workspace), { id: own ?? id, userIdentifierKey });
    if (isProblem(found)) return found;
    if (id !== undefined && found.id !== id) {
      return problem("client_session_not_found", "There is no such client session.", {
        data: { client_session_id: id },
      });
    }
    return { client_session: presentClientSession(found) };
  },
});
