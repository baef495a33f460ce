import { z } from "zod";
import { apiKeyId } from "#api/contract/params.ts";
import { route } from "#api/route.ts";
import { revokeApiKey } from "#app/api-keys.ts";

export const apiKeysRevoke = route({
  path: "/api_keys/revoke",
  methods: ["POST"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ api_key_id: apiKeyId }),
  answers: [],
  handle: async (call, params) => (await revokeApiKey(call.desk, call.workspace, params.api_key_id)) ?? {},
});
