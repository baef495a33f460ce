import { z } from "zod";
import { webhookId } from "#api/contract/params.ts";
import { route } from "#api/route.ts";
import { updateWebhook } from "#app/webhooks.ts";
import { isProblem } from "#domain/problem.ts";
import { unknownTypes, wantedTypes } from "./event-types.ts";

export const webhooksUpdate = route({
  path: "/webhooks/update",
  methods: ["PUT"],
  auth: ["api_key", "pat_with_workspace"],
  params: z
    .object({ webhook_id: webhookId, event_types: wantedTypes.optional(), is_enabled: z.boolean().optional() })
    // The contract requires the types; with our own field they may be left out.
    .refine((asked) => asked.event_types !== undefined || asked.is_enabled !== undefined, {
      message: "Required",
      path: ["event_types"],
    }),
  answers: [],
  handle: async (call, params) => {
    const unfit = params.event_types && unknownTypes(params.event_types);
    if (unfit !== undefined) return unfit;
    const updated = await updateWebhook(call.desk, call.workspace, {
      webhookId: params.webhook_id,
      eventTypes: params.event_types,
      isEnabled: params.is_enabled,
    });
    return isProblem(updated) ? updated : {};
  },
});
