import { z } from "zod";
import { eventTypes } from "#api/contract/event-types.ts";
import { eventId, pageParams, webhookId } from "#api/contract/params.ts";
import { pageOf, paginationOf } from "#api/paging.ts";
import { presentDelivery } from "#api/present/webhook.ts";
import { route } from "#api/route.ts";
import { listWebhookDeliveries } from "#app/webhooks.ts";
import { isProblem } from "#domain/problem.ts";

export const webhooksListDeliveries = route({
  path: "/webhooks/list_deliveries",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({
    webhook_id: webhookId,
    event_id: eventId.optional(),
    status: z.enum(["waiting", "delivered", "failed", "stopped"]).optional(),
    ...pageParams(100, 500),
  }),
  answers: ["deliveries", "pagination"],
  handle: async (call, params) => {
    const page = pageOf(call, params);
    if (isProblem(page)) return page;
    const listed = await listWebhookDeliveries(call.desk, call.workspace, {
      webhookId: params.webhook_id,
      eventId: params.event_id,
      states: params.status && [params.status],
      eventTypes,
      page,
    });
    if (isProblem(listed)) return listed;
    return { deliveries: listed.items.map(presentDelivery), pagination: paginationOf(call, params, listed.next) };
  },
});
