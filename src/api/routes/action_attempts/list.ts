import { z } from "zod";
import { actionAttemptId, deviceId, pageParams } from "#api/contract/params.ts";
import { pageOf, paginationOf } from "#api/paging.ts";
import { presentActionAttempt } from "#api/present/action-attempt.ts";
import { route } from "#api/route.ts";
import { listActionAttempts } from "#app/action-attempts.ts";
import { isProblem } from "#domain/problem.ts";

export const actionAttemptsList = route({
  path: "/action_attempts/list",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({
    // Later versions of the contract no longer require it.
    action_attempt_ids: z.array(actionAttemptId).optional(),
    device_id: deviceId.optional(),
    ...pageParams(500, 10_000),
  }),
  answers: ["action_attempts", "pagination"],
  handle: async (call, params) => {
    const page = pageOf(call, params);
    if (isProblem(page)) return page;
    const listed = await listActionAttempts(call.desk, call.workspace, {
      ids: params.action_attempt_ids,
      deviceId: params.device_id,
      page,
    });
    if (isProblem(listed)) return listed;
    return {
      action_attempts: listed.items.map((view) => presentActionAttempt(view, call.now)),
      pagination: paginationOf(call, params, listed.next),
    };
  },
});
