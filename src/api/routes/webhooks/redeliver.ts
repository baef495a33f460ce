import { z } from "zod";
import { eventTypes } from "#api/contract/event-types.ts";
import { eventId, webhookId } from "#api/contract/params.ts";
import { presentDelivery } from "#api/present/webhook.ts";
import { route } from "#api/route.ts";
import { redeliverEvent } from "#app/webhooks.ts";
import { isProblem } from "#domain/problem.ts";

export const webhooksRedeliver = route({
  path: "/webhooks/redeliver",
  methods: ["POST"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ webhook_id: webhookId, event_id: eventId }),
  answers: ["delivery"],
  handle: async (call, params) => {
    const asked = await redeliverEvent(call.desk, call.workspace, {
      webhookId: params.webhook_id,
      eventId: params.event_id,
      eventTypes,
    });
    return isProblem(asked) ? asked : { delivery: presentDelivery(asked) };
  },
});
