import { z } from "zod";
import { eventTypes } from "#api/contract/event-types.ts";
import { deviceId, eventId } from "#api/contract/params.ts";
import { isPresentableEvent, presentEvent } from "#api/present/event.ts";
import { route } from "#api/route.ts";
import { getEvent } from "#app/events.ts";
import { isProblem, problem } from "#domain/problem.ts";

export const eventsGet = route({
  path: "/events/get",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: z
    .object({ event_id: eventId.optional(), event_type: z.string().optional(), device_id: deviceId.optional() })
    .refine(
      (asked) => Object.values(asked).some((value) => value !== undefined),
      "'event_id', 'event_type' or 'device_id' is required",
    ),
  answers: ["event"],
  handle: async (call, params) => {
    const found = await getEvent(call.desk, call.workspace, {
      eventId: params.event_id,
      eventType: params.event_type,
      eventTypes,
      deviceId: params.device_id,
    });
    if (isProblem(found)) return found;
    if (!isPresentableEvent(found)) return problem("event_not_found", "There is no such event.");
    return { event: presentEvent(found) };
  },
});
