import { z } from "zod";
import { webhookId } from "#api/contract/params.ts";
import { route } from "#api/route.ts";
import { deleteWebhook } from "#app/webhooks.ts";

export const webhooksDelete = route({
  path: "/webhooks/delete",
  methods: ["DELETE"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ webhook_id: webhookId }),
  answers: [],
  handle: async (call, params) => (await deleteWebhook(call.desk, call.workspace, params.webhook_id)) ?? {},
});
