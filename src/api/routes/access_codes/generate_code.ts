import { z } from "zod";
import { deviceId } from "#api/contract/params.ts";
import { presentGeneratedCode } from "#api/present/generated-code.ts";
import { route } from "#api/route.ts";
import { generateCode } from "#app/access-codes.ts";
import { isProblem } from "#domain/problem.ts";

export const accessCodesGenerateCode = route({
  path: "/access_codes/generate_code",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: z.object({ device_id: deviceId }),
  answers: ["generated_code"],
  // It is nobody's code yet.
  showsPins: true,
  handle: async (call, params) => {
    const generated = await generateCode(call.desk, call.workspace, { deviceId: params.device_id });
    return isProblem(generated) ? generated : { generated_code: presentGeneratedCode(generated, call) };
  },
});
