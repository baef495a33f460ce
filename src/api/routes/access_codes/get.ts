import { presentAccessCode } from "#api/present/access-code.ts";
import { route } from "#api/route.ts";
import { getAccessCode } from "#app/access-codes.ts";
import { isProblem } from "#domain/problem.ts";
import { askedCode, namedCode, onDevice } from "./named-code.ts";

export const accessCodesGet = route({
  path: "/access_codes/get",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: namedCode,
  answers: ["access_code"],
  handle: async (call, params) => {
    const found = onDevice(await getAccessCode(call.desk, call.workspace, askedCode(params)), params.device_id);
    return isProblem(found) ? found : { access_code: presentAccessCode(found, call.now) };
  },
});
