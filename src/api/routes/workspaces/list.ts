import { z } from "zod";
import { presentWorkspace } from "#api/present/workspace.ts";
import { route } from "#api/route.ts";
import { listReachable } from "#app/workspaces.ts";

export const workspacesList = route({
  path: "/workspaces/list",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace", "pat_without_workspace", "client_session"],
  params: z.object({}),
  answers: ["workspaces"],
  handle: async (call) => {
    const { caller } = call;
    return { workspaces: (await listReachable(call.desk, caller)).map((found) => presentWorkspace(found, caller)) };
  },
});
