import { z } from "zod";
import { connectWebviewId } from "#api/contract/params.ts";
import { presentConnectWebview } from "#api/present/connect-webview.ts";
import { route } from "#api/route.ts";
import { getConnectWebview } from "#app/connect-webviews.ts";
import { isProblem } from "#domain/problem.ts";
import { workspaceOf } from "#domain/scope.ts";

export const connectWebviewsGet = route({
  path: "/connect_webviews/get",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: z.object({ connect_webview_id: connectWebviewId }),
  answers: ["connect_webview"],
  handle: async (call, params) => {
    const sessionId = call.caller.kind === "client_session" ? call.caller.sessionId : undefined;
    const asked = { id: params.connect_webview_id, sessionId };
    const found = await getConnectWebview(call.desk, workspaceOf(call.workspace), asked);
    if (isProblem(found)) return found;
    return { connect_webview: presentConnectWebview(found, new URL(call.url).origin) };
  },
});
