import { z } from "zod";
import { deviceId } from "#api/contract/params.ts";
import { presentActionAttempt } from "#api/present/action-attempt.ts";
import { route } from "#api/route.ts";
import { simulateManualLock } from "#app/simulate.ts";
import { isProblem } from "#domain/problem.ts";

export const locksSimulateManualLockViaKeypad = route({
  path: "/locks/simulate/manual_lock_via_keypad",
  methods: ["POST"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ device_id: deviceId }),
  answers: ["action_attempt"],
  handle: async (call, params) => {
    const locked = await simulateManualLock(call.desk, call.workspace, { deviceId: params.device_id });
    return isProblem(locked) ? locked : { action_attempt: presentActionAttempt(locked, call.now) };
  },
});
