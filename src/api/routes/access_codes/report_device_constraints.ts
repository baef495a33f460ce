import { z } from "zod";
import { deviceId } from "#api/contract/params.ts";
import { route } from "#api/route.ts";
import { reportCodeLengths } from "#app/device-facts.ts";
import { isProblem } from "#domain/problem.ts";

const length = z.number().int().min(4).max(20);

export const accessCodesReportDeviceConstraints = route({
  path: "/access_codes/report_device_constraints",
  methods: ["POST"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: z
    .object({
      device_id: deviceId,
      supported_code_lengths: z.array(length).min(1).optional(),
      min_code_length: length.optional(),
      max_code_length: length.optional(),
    })
    .refine(
      ({ supported_code_lengths: lengths, min_code_length: min, max_code_length: max }) =>
        lengths === undefined ? min !== undefined && max !== undefined : min === undefined && max === undefined,
      "Either 'supported_code_lengths', or both 'min_code_length' and 'max_code_length' are required",
    )
    .refine(
      ({ min_code_length: min, max_code_length: max }) => min === undefined || max === undefined || min <= max,
      "'min_code_length' must not exceed 'max_code_length'",
    ),
  answers: [],
  handle: async (call, params) => {
    const { min_code_length: min = 0, max_code_length: max = -1 } = params;
    const lengths = params.supported_code_lengths ?? Array.from({ length: max - min + 1 }, (_, index) => min + index);
    const done = await reportCodeLengths(call.desk, call.workspace, {
      deviceId: params.device_id,
      lengths: [...new Set(lengths)].sort((one, other) => one - other),
    });
    return isProblem(done) ? done : {};
  },
});
