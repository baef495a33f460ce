import { z } from "zod";
import { webhookId } from "#api/contract/params.ts";
import { presentWebhook } from "#api/present/webhook.ts";
import { route } from "#api/route.ts";
import { getWebhook } from "#app/webhooks.ts";
import { isProblem } from "#domain/problem.ts";

export const webhooksGet = route({
  path: "/webhooks/get",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ webhook_id: webhookId }),
  answers: ["webhook"],
  handle: async (call, params) => {
    const found = await getWebhook(call.desk, call.workspace, params.webhook_id);
    return isProblem(found) ? found : { webhook: presentWebhook(found) };
  },
});
