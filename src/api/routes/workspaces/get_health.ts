import { z } from "zod";
import { presentHealth } from "#api/present/overview.ts";
import { route } from "#api/route.ts";
import { getHealth } from "#app/workspace-health.ts";

/** Ours, beyond the contract. */
export const workspacesGetHealth = route({
  path: "/workspaces/get_health",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({}),
  answers: ["health"],
  handle: async (call) => ({ health: presentHealth(await getHealth(call.desk, call.workspace), call.now) }),
});
