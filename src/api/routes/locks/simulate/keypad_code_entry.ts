import { z } from "zod";
import { deviceId, digits } from "#api/contract/params.ts";
import { presentActionAttempt } from "#api/present/action-attempt.ts";
import { route } from "#api/route.ts";
import { simulateKeypadCodeEntry } from "#app/simulate.ts";
import { isProblem } from "#domain/problem.ts";

export const locksSimulateKeypadCodeEntry = route({
  path: "/locks/simulate/keypad_code_entry",
  methods: ["POST"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ device_id: deviceId, code: digits(1, 20) }),
  answers: ["action_attempt", "keypad"],
  handle: async (call, params) => {
    const entered = await simulateKeypadCodeEntry(call.desk, call.workspace, {
      deviceId: params.device_id,
      digits: params.code,
    });
    if (isProblem(entered)) return entered;
    const { opened, because } = entered.keypad;
    return { action_attempt: presentActionAttempt(entered, call.now), keypad: { is_opened: opened, because } };
  },
});
