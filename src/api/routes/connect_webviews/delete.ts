import { z } from "zod";
import { connectWebviewId } from "#api/contract/params.ts";
import { replaysWithinMs } from "#api/repeatable.ts";
import { route } from "#api/route.ts";
import { deleteConnectWebview } from "#app/connect-webviews.ts";
import { isProblem } from "#domain/problem.ts";

export const connectWebviewsDelete = route({
  path: "/connect_webviews/delete",
  methods: ["DELETE"],
  isOnceWithinMs: replaysWithinMs,
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ connect_webview_id: connectWebviewId }),
  answers: [],
  handle: async (call, params) => {
    const done = await deleteConnectWebview(call.desk, call.workspace, params.connect_webview_id);
    return isProblem(done) ? done : {};
  },
});
