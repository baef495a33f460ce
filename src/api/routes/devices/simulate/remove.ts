import { z } from "zod";
import { deviceId } from "#api/contract/params.ts";
import { route } from "#api/route.ts";
import { simulateRemoval } from "#app/simulate.ts";
import { isProblem } from "#domain/problem.ts";

export const devicesSimulateRemove = route({
  path: "/devices/simulate/remove",
  methods: ["POST"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ device_id: deviceId }),
  answers: [],
  handle: async (call, params) => {
    const done = await simulateRemoval(call.desk, call.workspace, { deviceId: params.device_id });
    return isProblem(done) ? done : {};
  },
});
