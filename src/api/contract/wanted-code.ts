import { z } from "zod";
import { digits, instant } from "./params.ts";

/** What can be said of a code that is wanted, wherever it is to be. */
export const wantedCode = z.object({
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
  // Only offline codes have to be rounded.
  max_time_rounding: z.enum(["1hour", "1day", "1h", "1d"]).default("1hour"),
});

/** The same in our words. */
export function wantedIn(params: z.output<typeof wantedCode>) {
  return {
    name: params.name,
    digits: params.code,
    preferredLength: params.preferred_code_length,
    startsAt: params.starts_at,
    endsAt: params.ends_at,
    prefersNativeScheduling: params.prefer_native_scheduling ?? true,
    allowsExternalModification: params.is_external_modification_allowed ?? params.allow_external_modification ?? false,
    attemptForOfflineDevice: params.attempt_for_offline_device,
    isOffline: params.is_offline_access_code ?? params.use_offline_access_code ?? false,
    isOneTimeUse: params.is_one_time_use ?? false,
    usesBackupPool: params.use_backup_access_code_pool ?? false,
  };
}

/** How far an offline code's time may be rounded, in our words. */
export function roundingIn({
  max_time_rounding: most,
}: Pick<z.output<typeof wantedCode>, "max_time_rounding">): "day" | "hour" {
  return most.endsWith("d") || most.endsWith("day") ? "day" : "hour";
}
