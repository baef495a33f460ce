import { z } from "zod";
import { presentWorkspace } from "#api/present/workspace.ts";
import { route } from "#api/route.ts";
import { getWorkspace } from "#app/workspaces.ts";
import { isProblem } from "#domain/problem.ts";
import { workspaceOf } from "#domain/scope.ts";

export const workspacesGet = route({
  path: "/workspaces/get",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: z.object({}),
  answers: ["workspace"],
  handle: async (call) => {
    const found = await getWorkspace(call.desk, workspaceOf(call.workspace));
    return isProblem(found) ? found : { workspace: presentWorkspace(found, call.caller) };
  },
});
