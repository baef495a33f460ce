import { z } from "zod";
import { deviceId } from "#api/contract/params.ts";
import { route } from "#api/route.ts";
import { simulatePaidSubscription } from "#app/device-facts.ts";

/** Of a later version of the contract (August 2026). */
export const devicesSimulatePaidSubscription = route({
  path: "/devices/simulate/paid_subscription",
  methods: ["POST"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ device_id: deviceId, is_expired: z.boolean() }),
  answers: [],
  handle: (call, params) => simulatePaidSubscription(call.desk, call.workspace, params.device_id),
});
