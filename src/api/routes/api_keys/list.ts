import { z } from "zod";
import { presentApiKey } from "#api/present/api-key.ts";
import { route } from "#api/route.ts";
import { listApiKeys } from "#app/api-keys.ts";

export const apiKeysList = route({
  path: "/api_keys/list",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({}),
  answers: ["api_keys"],
  handle: async (call) => ({ api_keys: (await listApiKeys(call.desk, call.workspace)).map(presentApiKey) }),
});
