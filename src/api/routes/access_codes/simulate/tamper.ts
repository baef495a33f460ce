import { z } from "zod";
import { accessCodeId, digits } from "#api/contract/params.ts";
import { route } from "#api/route.ts";
import { simulateTampering } from "#app/simulate-tampering.ts";

/** Ours, beyond the contract: with a PIN the code is given that one, without it is taken off. */
export const accessCodesSimulateTamper = route({
  path: "/access_codes/simulate/tamper",
  methods: ["POST"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ access_code_id: accessCodeId, code: digits(4, 8).optional() }),
  answers: [],
  handle: async (call, params) => {
    const asked = { accessCodeId: params.access_code_id, digits: params.code };
    return (await simulateTampering(call.desk, call.workspace, asked)) ?? {};
  },
});
