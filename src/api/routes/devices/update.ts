import { z } from "zod";
import { deviceId, metadataChanges } from "#api/contract/params.ts";
import { route } from "#api/route.ts";
import { updateDevice } from "#app/devices.ts";
import { largestPoolSize } from "#domain/backup-pool.ts";
import { longestLeadMinutes } from "#domain/fail-over.ts";
import { isProblem } from "#domain/problem.ts";

export const devicesUpdate = route({
  path: "/devices/update",
  methods: ["PATCH"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: z.object({
    device_id: deviceId,
    name: z.string().nullable().optional(),
    properties: z.object({ name: z.string().nullable().optional() }).optional(),
    custom_metadata: metadataChanges.optional(),
    is_managed: z.boolean().default(true),
    // Of a later version of the contract (August 2026).
    backup_access_code_pool_enabled: z.boolean().optional(),
    // Ours.
    backup_access_code_pool_size: z.number().int().min(1).max(largestPoolSize).optional(),
    backup_access_code_fail_over_lead_minutes: z.number().int().min(1).max(longestLeadMinutes).nullable().optional(),
  }),
  answers: [],
  handle: async (call, params) => {
    const name = params.name === undefined ? params.properties?.name : params.name;
    const updated = await updateDevice(call.desk, call.workspace, {
      deviceId: params.device_id,
      nickname: name === "" ? null : name,
      customMetadata: params.custom_metadata,
      isManaged: params.is_managed,
      keepsBackupCodes: params.backup_access_code_pool_enabled,
      backupPoolSize: params.backup_access_code_pool_size,
      failOverLeadMinutes: params.backup_access_code_fail_over_lead_minutes,
    });
    return isProblem(updated) ? updated : {};
  },
});
