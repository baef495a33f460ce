import { z } from "zod";
import { deviceId } from "#api/contract/params.ts";
import { route } from "#api/route.ts";
import { simulateHubConnection } from "#app/simulate.ts";
import { isProblem } from "#domain/problem.ts";

export const devicesSimulateDisconnectFromHub = route({
  path: "/devices/simulate/disconnect_from_hub",
  methods: ["POST"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ device_id: deviceId }),
  answers: [],
  handle: async (call, params) => {
    const done = await simulateHubConnection(call.desk, call.workspace, { deviceId: params.device_id, online: false });
    return isProblem(done) ? done : {};
  },
});
