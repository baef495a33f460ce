import { z } from "zod";
import { deviceId } from "#api/contract/params.ts";
import { route } from "#api/route.ts";
import { reportTimeZones } from "#app/device-facts.ts";
import { isProblem } from "#domain/problem.ts";

const isTimeZone = (name: string) => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
};
const metadata = z.object({ time_zone: z.string().refine(isTimeZone, "Expected a time zone's IANA name") }).optional();
const makes = ["schlage", "ultraloq", "omnitec"] as const;

/** Of a later version of the contract (August 2026). */
export const devicesReportProviderMetadata = route({
  path: "/devices/report_provider_metadata",
  methods: ["POST"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({
    devices: z
      .array(
        z
          .object({
            device_id: deviceId,
            schlage_metadata: metadata,
            ultraloq_metadata: metadata,
            omnitec_metadata: metadata,
          })
          .refine(
            (device) => makes.filter((make) => device[`${make}_metadata`] !== undefined).length === 1,
            "Exactly one of 'schlage_metadata', 'ultraloq_metadata' and 'omnitec_metadata' is required",
          ),
      )
      .min(1)
      .max(500),
  }),
  answers: [],
  handle: async (call, params) => {
    const reports = params.devices.flatMap((device) =>
      makes.flatMap((provider) => {
        const stated = device[`${provider}_metadata`];
        return stated === undefined ? [] : [{ deviceId: device.device_id, provider, timeZone: stated.time_zone }];
      }),
    );
    const done = await reportTimeZones(call.desk, call.workspace, reports);
    return isProblem(done) ? done : {};
  },
});
