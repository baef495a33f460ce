import { z } from "zod";
import { webhookId } from "#api/contract/params.ts";
import { presentWebhook } from "#api/present/webhook.ts";
import { route } from "#api/route.ts";
import { rotateSecret } from "#app/webhooks.ts";
import { isProblem } from "#domain/problem.ts";

export const webhooksRotateSecret = route({
  path: "/webhooks/rotate_secret",
  methods: ["POST"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ webhook_id: webhookId }),
  answers: ["webhook"],
  handle: async (call, params) => {
    const rotated = await rotateSecret(call.desk, call.workspace, params.webhook_id);
    return isProblem(rotated) ? rotated : { webhook: presentWebhook(rotated.webhook, rotated.secret) };
  },
});
