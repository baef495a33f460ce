import { z } from "zod";
import { both } from "#api/both.ts";
import { eventTypes } from "#api/contract/event-types.ts";
import {
  accessCodeId,
  connectedAccountId,
  connectWebviewId,
  deviceId,
  eventId,
  instant,
  pageParams,
  strangersId,
} from "#api/contract/params.ts";
import { isPresentableEvent, presentEvent } from "#api/present/event.ts";
import { route } from "#api/route.ts";
import { listEvents } from "#app/events.ts";
import { isProblem } from "#domain/problem.ts";

/** How an event is found; every filter that is given must match. */
const filters = z.object({
  since: instant.optional(),
  between: z.tuple([instant, instant]).optional(),
  device_id: deviceId.optional(),
  device_ids: z.array(deviceId).optional(),
  access_code_id: accessCodeId.optional(),
  access_code_ids: z.array(accessCodeId).optional(),
  event_type: z.enum(eventTypes).optional(),
  event_types: z.array(z.enum(eventTypes)).optional(),
  event_ids: z.array(eventId).optional(),
  connected_account_id: connectedAccountId.optional(),
  connect_webview_id: connectWebviewId.optional(),
  customer_ids: z.array(strangersId).optional(),
  acs_system_id: strangersId.optional(),
  acs_system_ids: z.array(strangersId).optional(),
});
const filterNames = filters.keyof().options;
/** What events can be about elsewhere and not here: asked for one of these, the list is empty. */
const strangersNames = ["customer_ids", "acs_system_id", "acs_system_ids"] as const;

export const eventsList = route({
  path: "/events/list",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: filters
    .extend({
      limit: pageParams(500, 10_000).limit,
      unstable_offset: z.number().int().min(0).max(1_000_000_000).optional(),
    })
    .refine(
      (asked) => filterNames.some((name) => asked[name] !== undefined),
      "'since', 'between' or another filter is required",
    )
    .refine(
      (asked) => asked.since === undefined || asked.between === undefined,
      "'since' and 'between' cannot be used together",
    ),
  answers: ["events"],
  handle: async (call, params) => {
    if (strangersNames.some((name) => params[name] !== undefined)) return { events: [] };
    const listed = await listEvents(call.desk, call.workspace, {
      since: params.since,
      between: params.between,
      deviceIds: both(params.device_id, params.device_ids),
      accessCodeIds: both(params.access_code_id, params.access_code_ids),
      accountId: params.connected_account_id,
      webviewId: params.connect_webview_id,
      // Named also where nobody narrows them, so that a page is not short by facts that are not shown.
      eventTypes: both(params.event_type, params.event_types) ?? eventTypes,
      eventIds: params.event_ids,
      limit: params.limit,
      offset: params.unstable_offset ?? 0,
    });
    return isProblem(listed) ? listed : { events: listed.filter(isPresentableEvent).map(presentEvent) };
  },
});
