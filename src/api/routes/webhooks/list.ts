import { z } from "zod";
import { presentWebhook } from "#api/present/webhook.ts";
import { route } from "#api/route.ts";
import { listWebhooks } from "#app/webhooks.ts";

export const webhooksList = route({
  path: "/webhooks/list",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({}),
  answers: ["webhooks"],
  handle: async (call) => {
    const listed = await listWebhooks(call.desk, call.workspace);
    return { webhooks: listed.map((webhook) => presentWebhook(webhook)) };
  },
});
