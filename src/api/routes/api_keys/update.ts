import { z } from "zod";
import { apiKeyId, instant } from "#api/contract/params.ts";
import { presentApiKey } from "#api/present/api-key.ts";
import { route } from "#api/route.ts";
import { updateApiKey } from "#app/api-keys.ts";
import { isProblem } from "#domain/problem.ts";

/** A time in the past has the key expire at once; null has it expire no more. */
export const apiKeysUpdate = route({
  path: "/api_keys/update",
  methods: ["PATCH"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({
    api_key_id: apiKeyId,
    name: z.string().min(1).max(200).optional(),
    expires_at: instant.nullable().optional(),
  }),
  answers: ["api_key"],
  handle: async (call, params) => {
    const changes = { keyId: params.api_key_id, name: params.name, expiresAt: params.expires_at };
    const updated = await updateApiKey(call.desk, call.workspace, changes);
    return isProblem(updated) ? updated : { api_key: presentApiKey(updated) };
  },
});
