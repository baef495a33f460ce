import { z } from "zod";
import { deviceId } from "#api/contract/params.ts";
import { route } from "#api/route.ts";
import { configureAutoLock } from "#app/device-facts.ts";

/** Of a later version of the contract (August 2026). */
export const locksConfigureAutoLock = route({
  path: "/locks/configure_auto_lock",
  methods: ["POST"],
  auth: ["api_key", "pat_with_workspace"],
  params: z
    .object({
      device_id: deviceId,
      auto_lock_enabled: z.boolean(),
      auto_lock_delay_seconds: z.number().int().min(1).max(60).optional(),
    })
    .refine(
      ({ auto_lock_enabled, auto_lock_delay_seconds }) => !auto_lock_enabled || auto_lock_delay_seconds !== undefined,
      "'auto_lock_delay_seconds' is required where auto-lock is enabled",
    ),
  answers: ["action_attempt"],
  handle: (call, params) => configureAutoLock(call.desk, call.workspace, params.device_id),
});
