import { z } from "zod";
import { metadataFilter, pageParams } from "#api/contract/params.ts";
import { pageOf, paginationOf } from "#api/paging.ts";
import { presentConnectWebview } from "#api/present/connect-webview.ts";
import { route } from "#api/route.ts";
import { listConnectWebviews } from "#app/connect-webviews.ts";
import { isProblem } from "#domain/problem.ts";
import { workspaceOf } from "#domain/scope.ts";

export const connectWebviewsList = route({
  path: "/connect_webviews/list",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: z.object({
    custom_metadata_has: metadataFilter.optional(),
    // Nothing of ours belongs to these.
    customer_key: z.string().optional(),
    user_identifier_key: z.string().optional(),
    ...pageParams(500, 10_000),
  }),
  answers: ["connect_webviews", "pagination"],
  handle: async (call, params) => {
    const page = pageOf(call, params);
    if (isProblem(page)) return page;
    const none = { items: [], next: undefined };
    const isForStrangers = params.customer_key !== undefined || params.user_identifier_key !== undefined;
    const listed = isForStrangers
      ? none
      : await listConnectWebviews(call.desk, workspaceOf(call.workspace), {
          customMetadataHas: params.custom_metadata_has,
          sessionId: call.caller.kind === "client_session" ? call.caller.sessionId : undefined,
          page,
        });
    const { origin } = new URL(call.url);
    return {
      connect_webviews: listed.items.map((webview) => presentConnectWebview(webview, origin)),
      pagination: paginationOf(call, params, listed.next),
    };
  },
});
