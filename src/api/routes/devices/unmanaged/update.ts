import { z } from "zod";
import { deviceId, metadataChanges } from "#api/contract/params.ts";
import { route } from "#api/route.ts";
import { adoptDevice } from "#app/devices.ts";
import { isProblem } from "#domain/problem.ts";

export const devicesUnmanagedUpdate = route({
  path: "/devices/unmanaged/update",
  methods: ["PATCH"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ device_id: deviceId, is_managed: z.literal(true), custom_metadata: metadataChanges.optional() }),
  answers: [],
  handle: async (call, params) => {
    const adopted = await adoptDevice(call.desk, call.workspace, {
      deviceId: params.device_id,
      customMetadata: params.custom_metadata,
    });
    return isProblem(adopted) ? adopted : {};
  },
});
