import { presentUnmanagedAccessCode } from "#api/present/unmanaged-access-code.ts";
import { route } from "#api/route.ts";
import { askedCode, namedCode, onDevice } from "#api/routes/access_codes/named-code.ts";
import { getUnmanagedAccessCode } from "#app/unmanaged-access-codes.ts";
import { isProblem } from "#domain/problem.ts";

export const accessCodesUnmanagedGet = route({
  path: "/access_codes/unmanaged/get",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: namedCode,
  answers: ["access_code"],
  handle: async (call, params) => {
    const found = onDevice(
      await getUnmanagedAccessCode(call.desk, call.workspace, askedCode(params)),
      params.device_id,
    );
    return isProblem(found) ? found : { access_code: presentUnmanagedAccessCode(found, call.now) };
  },
});
