import { z } from "zod";
import { deviceId, digits } from "#api/contract/params.ts";
import { presentUnmanagedAccessCode } from "#api/present/unmanaged-access-code.ts";
import { route } from "#api/route.ts";
import { simulateUnmanagedAccessCode } from "#app/unmanaged-access-codes.ts";
import { isProblem } from "#domain/problem.ts";

export const accessCodesSimulateCreateUnmanagedAccessCode = route({
  path: "/access_codes/simulate/create_unmanaged_access_code",
  methods: ["POST"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: z.object({ device_id: deviceId, name: z.string(), code: digits(4, 8) }),
  answers: ["access_code"],
  handle: async (call, params) => {
    const created = await simulateUnmanagedAccessCode(call.desk, call.workspace, {
      deviceId: params.device_id,
      name: params.name,
      digits: params.code,
    });
    return isProblem(created) ? created : { access_code: presentUnmanagedAccessCode(created, call.now) };
  },
});
