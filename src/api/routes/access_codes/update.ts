import { z } from "zod";
import { accessCodeId, deviceId, digits, instant, sync } from "#api/contract/params.ts";
import { presentActionAttempt } from "#api/present/action-attempt.ts";
import { route } from "#api/route.ts";
import { updateAccessCode } from "#app/access-codes.ts";
import { isProblem } from "#domain/problem.ts";

export const accessCodesUpdate = route({
  path: "/access_codes/update",
  methods: ["PATCH", "PUT"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: z.object({
    access_code_id: accessCodeId,
    device_id: deviceId.optional(),
    name: z.string().optional(),
    code: digits(4, 9).optional(),
    starts_at: instant.optional(),
    ends_at: instant.optional(),
    type: z.enum(["ongoing", "time_bound"]).optional(),
    is_managed: z.boolean().optional(),
    is_external_modification_allowed: z.boolean().optional(),
    allow_external_modification: z.boolean().optional(),
    attempt_for_offline_device: z.boolean().default(true),
    // The contract takes what follows, and its own guide (July 2026) no longer gives it a meaning for a code that exists.
    preferred_code_length: z.number().finite().optional(),
    prefer_native_scheduling: z.boolean().optional(),
    use_backup_access_code_pool: z.boolean().optional(),
    is_offline_access_code: z.boolean().optional(),
    use_offline_access_code: z.boolean().optional(),
    is_one_time_use: z.boolean().optional(),
    max_time_rounding: z.enum(["1hour", "1day", "1h", "1d"]).default("1hour"),
    sync,
  }),
  answers: ["action_attempt"],
  handle: async (call, params) => {
    const updated = await updateAccessCode(call.desk, call.workspace, {
      accessCodeId: params.access_code_id,
      deviceId: params.device_id,
      name: params.name,
      digits: params.code,
      startsAt: params.starts_at,
      endsAt: params.ends_at,
      type: params.type,
      isManaged: params.is_managed,
      allowsExternalModification: params.is_external_modification_allowed ?? params.allow_external_modification,
      attemptForOfflineDevice: params.attempt_for_offline_device,
    });
    if (isProblem(updated)) return updated;
    return { action_attempt: presentActionAttempt(updated, call.now) };
  },
});
