import { z } from "zod";
import { writeInstant } from "#api/contract/instant.ts";
import { accessCodeId, instant } from "#api/contract/params.ts";
import { presentMoment } from "#api/present/timeline.ts";
import { route } from "#api/route.ts";
import { getTimeline } from "#app/access-code-timeline.ts";
import { isProblem } from "#domain/problem.ts";

/** Of a later version of the contract (August 2026), where it is not documented. A cursor is a time for `before`, or for `after`. */
export const accessCodesGetTimeline = route({
  path: "/access_codes/get_timeline",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: z.object({
    access_code_id: accessCodeId,
    after: instant.optional(),
    before: instant.optional(),
    limit: z.number().int().min(1).max(200).default(50),
    event_types: z.array(z.string()).optional(),
  }),
  answers: ["timeline_events", "pagination"],
  handle: async (call, params) => {
    const timeline = await getTimeline(call.desk, call.workspace, {
      accessCodeId: params.access_code_id,
      after: params.after,
      before: params.before,
      types: params.event_types,
      limit: params.limit,
    });
    if (isProblem(timeline)) return timeline;
    const { moments, hasMore } = timeline;
    const [newest, oldest] = [moments[0], moments.at(-1)];
    return {
      timeline_events: moments.map((moment) => presentMoment(moment, timeline)),
      pagination: {
        has_more: hasMore,
        next_cursor: hasMore && oldest !== undefined ? writeInstant(oldest.at) : null,
        prev_cursor: newest === undefined ? null : writeInstant(newest.at),
      },
    };
  },
});
