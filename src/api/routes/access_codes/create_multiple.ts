import { z } from "zod";
import { deviceId, digits, instant } from "#api/contract/params.ts";
import { presentAccessCode } from "#api/present/access-code.ts";
import { replaysWithinMs } from "#api/repeatable.ts";
import { route } from "#api/route.ts";
import { createMultipleAccessCodes } from "#app/access-codes.ts";
import { isProblem } from "#domain/problem.ts";

export const accessCodesCreateMultiple = route({
  path: "/access_codes/create_multiple",
  methods: ["PUT"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  isOnceWithinMs: replaysWithinMs,
  params: z.object({
    device_ids: z.array(deviceId).min(1).max(100),
    behavior_when_code_cannot_be_shared: z.enum(["throw", "create_random_code"]).default("throw"),
    name: z.string().optional(),
    code: digits(4, 9).optional(),
    preferred_code_length: z.number().finite().optional(),
    starts_at: instant.optional(),
    ends_at: instant.optional(),
    prefer_native_scheduling: z.boolean().optional(),
    is_external_modification_allowed: z.boolean().optional(),
    allow_external_modification: z.boolean().optional(),
    attempt_for_offline_device: z.boolean().default(true),
    use_backup_access_code_pool: z.boolean().optional(),
    is_offline_access_code: z.boolean().optional(),
    use_offline_access_code: z.boolean().optional(),
    is_one_time_use: z.boolean().optional(),
    max_time_rounding: z.enum(["1hour", "1day", "1h", "1d"]).default("1hour"),
  }),
  answers: ["access_codes"],
  handle: async (call, params) => {
    const created = await createMultipleAccessCodes(call.desk, call.workspace, {
      deviceIds: params.device_ids,
      whenNotShared: params.behavior_when_code_cannot_be_shared,
      name: params.name,
      digits: params.code,
      preferredLength: params.preferred_code_length,
      startsAt: params.starts_at,
      endsAt: params.ends_at,
      prefersNativeScheduling: params.prefer_native_scheduling ?? true,
      allowsExternalModification:
        params.is_external_modification_allowed ?? params.allow_external_modification ?? false,
      attemptForOfflineDevice: params.attempt_for_offline_device,
      isOffline: params.is_offline_access_code ?? params.use_offline_access_code ?? false,
      isOneTimeUse: params.is_one_time_use ?? false,
      usesBackupPool: params.use_backup_access_code_pool ?? false,
    });
    return isProblem(created) ? created : { access_codes: created.map((view) => presentAccessCode(view, call.now)) };
  },
});
