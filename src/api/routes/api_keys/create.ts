import { z } from "zod";
import { instant } from "#api/contract/params.ts";
import { presentApiKey } from "#api/present/api-key.ts";
import { route } from "#api/route.ts";
import { createApiKey, getWorkspace } from "#app/workspaces.ts";
import { isProblem, problem } from "#domain/problem.ts";

/** The only answer that shows a token: nothing but its hash is kept. */
export const apiKeysCreate = route({
  path: "/api_keys/create",
  methods: ["POST"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ name: z.string().min(1).max(200), expires_at: instant.optional() }),
  answers: ["api_key"],
  handle: async (call, params) => {
    if (params.expires_at !== undefined && params.expires_at <= call.now) {
      return problem("invalid_input", "expires_at must lie in the future.", { param: "expires_at" });
    }
    const workspace = await getWorkspace(call.desk, call.workspace);
    if (isProblem(workspace)) return workspace;
    const made = await createApiKey(call.desk, workspace, { name: params.name, expiresAt: params.expires_at });
    return isProblem(made) ? made : { api_key: { ...presentApiKey(made.key), token: made.token } };
  },
});
