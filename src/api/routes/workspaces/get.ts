import { z } from "zod";
import { presentWorkspace } from "#api/present/workspace.ts";
import { route } from "#api/route.ts";
import { getWorkspace } from "#app/workspaces.ts";
import { isProblem } from "#domain/problem.ts";

export const workspacesGet = route({
  path: "/workspaces/get",
  methods: ["GET"],
  auth: ["api_key"],
  params: z.object({}),
  answers: ["workspace"],
  handle: async (call) => {
    const found = await getWorkspace(call.desk, call.workspace);
    return isProblem(found) ? found : { workspace: presentWorkspace(found) };
  },
});
