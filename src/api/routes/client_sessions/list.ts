import { z } from "zod";
import { clientSessionId, connectWebviewId, userIdentityId } from "#api/contract/params.ts";
import { presentClientSession } from "#api/present/client-session.ts";
import { route } from "#api/route.ts";
import { listClientSessions } from "#app/client-sessions.ts";

export const clientSessionsList = route({
  path: "/client_sessions/list",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({
    client_session_id: clientSessionId.optional(),
    user_identifier_key: z.string().optional(),
    without_user_identifier_key: z.boolean().optional(),
    connect_webview_id: connectWebviewId.optional(),
    user_identity_id: userIdentityId.optional(),
  }),
  answers: ["client_sessions"],
  handle: async (call, params) => {
    const listed = await listClientSessions(call.desk, call.workspace, {
      id: params.client_session_id,
      userIdentifierKey: params.user_identifier_key,
      withoutUserIdentifierKey: params.without_user_identifier_key,
      webviewId: params.connect_webview_id,
      userIdentityId: params.user_identity_id,
    });
    return { client_sessions: listed.map(presentClientSession) };
  },
});
