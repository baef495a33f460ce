import { z } from "zod";
import { deviceId, sync } from "#api/contract/params.ts";
import { presentActionAttempt } from "#api/present/action-attempt.ts";
import { route } from "#api/route.ts";
import { turnLock } from "#app/locks.ts";
import { isProblem } from "#domain/problem.ts";

export const locksLockDoor = route({
  path: "/locks/lock_door",
  methods: ["POST"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: z.object({ device_id: deviceId, sync }),
  answers: ["action_attempt"],
  handle: async (call, params) => {
    const turned = await turnLock(call.desk, call.workspace, { deviceId: params.device_id, to: "locked" });
    return isProblem(turned) ? turned : { action_attempt: presentActionAttempt(turned, call.now) };
  },
});
