import { z } from "zod";
import { presentWebhook } from "#api/present/webhook.ts";
import { route } from "#api/route.ts";
import { createWebhook } from "#app/webhooks.ts";
import { isProblem } from "#domain/problem.ts";
import { unknownTypes, wantedTypes } from "./event-types.ts";

export const webhooksCreate = route({
  path: "/webhooks/create",
  methods: ["POST"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ url: z.string().url().max(2_048), event_types: wantedTypes.default(["*"]) }),
  answers: ["webhook"],
  handle: async (call, params) => {
    const unfit = unknownTypes(params.event_types);
    if (unfit !== undefined) return unfit;
    const created = await createWebhook(call.desk, call.workspace, { url: params.url, eventTypes: params.event_types });
    return isProblem(created) ? created : { webhook: presentWebhook(created.webhook, created.secret) };
  },
});
