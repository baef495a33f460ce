import { z } from "zod";
import { deviceId, digits, instant, sync } from "#api/contract/params.ts";
import { presentAccessCode } from "#api/present/access-code.ts";
import { presentActionAttempt } from "#api/present/action-attempt.ts";
import { route } from "#api/route.ts";
import { createAccessCode } from "#app/access-codes.ts";
import { isProblem } from "#domain/problem.ts";

export const accessCodesCreate = route({
  path: "/access_codes/create",
  methods: ["POST"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: z.object({
    device_id: deviceId,
    name: z.string().optional(),
    code: digits(4, 9).optional(),
    preferred_code_length: z.number().finite().optional(),
    starts_at: instant.optional(),
    ends_at: instant.optional(),
    prefer_native_scheduling: z.boolean().optional(),
    is_external_modification_allowed: z.boolean().optional(),
    allow_external_modification: z.boolean().optional(),
    attempt_for_offline_device: z.boolean().default(true),
    common_code_key: z.string().min(1).optional(),
    use_backup_access_code_pool: z.boolean().optional(),
    is_offline_access_code: z.boolean().optional(),
    use_offline_access_code: z.boolean().optional(),
    is_one_time_use: z.boolean().optional(),
    // Only offline codes have to be rounded.
    max_time_rounding: z.enum(["1hour", "1day", "1h", "1d"]).default("1hour"),
    sync,
  }),
  answers: ["access_code", "action_attempt"],
  handle: async (call, params) => {
    const created = await createAccessCode(call.desk, call.workspace, {
      deviceId: params.device_id,
      name: params.name,
      digits: params.code,
      preferredLength: params.preferred_code_length,
      startsAt: params.starts_at,
      endsAt: params.ends_at,
      prefersNativeScheduling: params.prefer_native_scheduling ?? true,
      allowsExternalModification:
        params.is_external_modification_allowed ?? params.allow_external_modification ?? false,
      attemptForOfflineDevice: params.attempt_for_offline_device,
      commonCodeKey: params.common_code_key,
      isOffline: params.is_offline_access_code ?? params.use_offline_access_code ?? false,
      isOneTimeUse: params.is_one_time_use ?? false,
      maxRounding: params.max_time_rounding.endsWith("d") || params.max_time_rounding.endsWith("day") ? "day" : "hour",
      usesBackupPool: params.use_backup_access_code_pool ?? false,
    });
    if (isProblem(created)) return created;
    return {
      access_code: presentAccessCode(created.view, call.now),
      action_attempt: presentActionAttempt(created, call.now),
    };
  },
});
