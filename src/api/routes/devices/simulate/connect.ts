import { z } from "zod";
import { deviceId } from "#api/contract/params.ts";
import { route } from "#api/route.ts";
import { simulateConnection } from "#app/simulate.ts";
import { isProblem } from "#domain/problem.ts";

export const devicesSimulateConnect = route({
  path: "/devices/simulate/connect",
  methods: ["POST"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ device_id: deviceId }),
  answers: [],
  handle: async (call, params) => {
    const done = await simulateConnection(call.desk, call.workspace, { deviceId: params.device_id, online: true });
    return isProblem(done) ? done : {};
  },
});
