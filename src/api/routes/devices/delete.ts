import { z } from "zod";
import { deviceId } from "#api/contract/params.ts";
import { replaysWithinMs } from "#api/repeatable.ts";
import { route } from "#api/route.ts";
import { deleteDevice } from "#app/removals.ts";
import { isProblem } from "#domain/problem.ts";

export const devicesDelete = route({
  path: "/devices/delete",
  methods: ["DELETE"],
  isOnceWithinMs: replaysWithinMs,
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ device_id: deviceId }),
  answers: [],
  handle: async (call, params) => {
    const done = await deleteDevice(call.desk, call.workspace, params.device_id);
    return isProblem(done) ? done : {};
  },
});
