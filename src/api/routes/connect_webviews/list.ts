import { z } from "zod";
import { metadataFilter, pageParams } from "#api/contract/params.ts";
import { pageOf, paginationOf } from "#api/paging.ts";
import { presentConnectWebview } from "#api/present/connect-webview.ts";
import { route } from "#api/route.ts";
import { sessionOfKey } from "#app/client-sessions.ts";
import { listConnectWebviews } from "#app/connect-webviews.ts";
import { isProblem } from "#domain/problem.ts";
import { workspaceOf } from "#domain/scope.ts";

export const connectWebviewsList = route({
  path: "/connect_webviews/list",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: z.object({
    custom_metadata_has: metadataFilter.optional(),
    // Nothing of ours belongs to a customer.
    customer_key: z.string().optional(),
    user_identifier_key: z.string().optional(),
    ...pageParams(500, 10_000),
  }),
  answers: ["connect_webviews", "pagination"],
  handle: async (call, params) => {
    const page = pageOf(call, params);
    if (isProblem(page)) return page;
    const none = { items: [], next: undefined };
    const workspace = workspaceOf(call.workspace);
    const { caller } = call;
    const own = caller.kind === "client_session" ? caller.sessionId : undefined;
    const named = await sessionOfKey(call.desk, workspace, params.user_identifier_key);
    const isForNobody = named === "none" || (own !== undefined && named !== undefined && named !== own);
    const listed =
      isForNobody || params.customer_key !== undefined
        ? none
        : await listConnectWebviews(call.desk, workspace, {
            customMetadataHas: params.custom_metadata_has,
            sessionId: own ?? named,
            page,
          });
    const { origin } = new URL(call.url);
    return {
      connect_webviews: listed.items.map((webview) => presentConnectWebview(webview, origin)),
      pagination: paginationOf(call, params, listed.next),
    };
  },
});
