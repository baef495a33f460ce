import { z } from "zod";
import { deviceId, instant } from "#api/contract/params.ts";
import { presentPlaces } from "#api/present/places.ts";
import { route } from "#api/route.ts";
import { getPlaces } from "#app/places.ts";
import { isProblem } from "#domain/problem.ts";

const dayMs = 24 * 60 * 60_000;

/** Ours, beyond the contract: who has which place on a lock, and when it will be full. */
export const devicesGetPlaces = route({
  path: "/devices/get_places",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ device_id: deviceId, gone_since: instant.optional() }),
  answers: ["places"],
  handle: async (call, params) => {
    const found = await getPlaces(call.desk, call.workspace, {
      deviceId: params.device_id,
      goneSince: params.gone_since ?? call.now - 2 * dayMs,
    });
    return isProblem(found) ? found : { places: presentPlaces(found, call.now) };
  },
});
