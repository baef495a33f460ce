import { z } from "zod";
import { deviceId } from "#api/contract/params.ts";
import { route } from "#api/route.ts";
import { simulateHubConnection } from "#app/simulate.ts";
import { isProblem } from "#domain/problem.ts";

export const devicesSimulateConnectToHub = route({
  path: "/devices/simulate/connect_to_hub",
  methods: ["POST"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ device_id: deviceId }),
  answers: [],
  handle: async (call, params) => {
    const done = await simulateHubConnection(call.desk, call.workspace, { deviceId: params.device_id, online: true });
    return isProblem(done) ? done : {};
  },
});
